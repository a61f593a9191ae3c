/**
 * The template of a path for the access log: `/services/data/v57.0/sobjects/{}`. A path may hold anything, names and numbers of customers
 * included, and letters alone can be a name; so a segment is told only when it is one of a closed list of words that APIs are made of, or
 * a version. Everything else is `{}`. The query is never told. What comes out is made of this file's words alone.
 */

/** Segments that are told; what is behind is one `…`. */
const SEGMENTS = 8;

// prettier-ignore
const WORDS: ReadonlySet<string> = new Set([
  'account', 'accounts', 'activities', 'activity', 'admin', 'agent', 'agents', 'aggregate', 'alerts', 'analytics', 'api', 'app', 'apps', 'articles', 'assets',
  'assignments', 'async', 'attachments', 'attributes', 'audit', 'auth', 'authorize', 'batch', 'billing', 'bulk', 'calendar', 'call', 'callback', 'calls',
  'campaigns', 'case', 'cases', 'categories', 'channels', 'chat', 'chats', 'chatter', 'checkout', 'client', 'clients', 'cometd', 'comment', 'comments', 'companies',
  'composite', 'config', 'configuration', 'contact', 'contacts', 'content', 'conversation', 'conversations', 'count', 'crm', 'css', 'custom', 'customer',
  'customers', 'dashboard', 'dashboards', 'data', 'deals', 'default', 'describe', 'details', 'documents', 'download', 'emails', 'entities', 'events', 'export',
  'feed', 'feeds', 'field', 'fields', 'file', 'files', 'folders', 'fonts', 'form', 'forms', 'global', 'graph', 'graphql', 'groups', 'health', 'help',
  'helpdesk', 'history', 'hooks', 'hub', 'hubs', 'images', 'img', 'import', 'inbox', 'incident', 'incidents', 'index', 'info', 'integrations', 'interactions',
  'invoices', 'issues', 'item', 'items', 'jobs', 'js', 'json', 'knowledge', 'labels', 'lead', 'leads', 'lib', 'limits', 'lines', 'list', 'lists', 'live',
  'login', 'logout', 'mail', 'mailbox', 'me', 'media', 'members', 'message', 'messages', 'messaging', 'metadata', 'metrics', 'negotiate', 'notes',
  'notifications', 'now', 'oauth', 'object', 'objects', 'odata', 'opportunities', 'options', 'orders', 'organizations', 'pages', 'payment', 'payments',
  'people', 'permissions', 'phone', 'ping', 'pipelines', 'polling', 'presence', 'preview', 'print', 'products', 'profile', 'profiles', 'projects', 'public',
  'push', 'queries', 'query', 'queue', 'queues', 'quotes', 'read', 'recent', 'record', 'records', 'replies', 'report', 'reports', 'request', 'requests', 'rest',
  'roles', 'rooms', 'rpc', 'rules', 'search', 'service', 'services', 'session', 'sessions', 'settings', 'sobject', 'sobjects', 'soap', 'sockjs', 'socket.io', 'static',
  'stats', 'status', 'stream', 'streaming', 'sub', 'subscriptions', 'suggest', 'summary', 'support', 'survey', 'surveys', 'sync', 'system', 'tables', 'tags',
  'tasks', 'teams', 'templates', 'threads', 'ticket', 'tickets', 'timeline', 'token', 'topics', 'transcripts', 'tree', 'triggers', 'types', 'ui', 'undelete',
  'update', 'updates', 'upload', 'uploads', 'user', 'users', 'validate', 'version', 'views', 'voice', 'web', 'webchat', 'webhook', 'webhooks', 'websocket',
  'wiki', 'workflow', 'workflows', 'ws', 'zone',
]);

const VERSION = /^v\d{1,2}(?:\.\d)?$/;

/** Where the path ends and a query or a fragment begins. */
function pathEnd(target: string): number {
  const query = target.indexOf('?');
  const fragment = target.indexOf('#');
  if (query < 0) return fragment < 0 ? target.length : fragment;
  return fragment < 0 ? query : Math.min(query, fragment);
}

/** The template of a request's target, with or without its query. */
export function templateOf(target: string): string {
  const end = pathEnd(target);
  if (end === 0 || !target.startsWith('/')) return target.slice(0, end) === '*' ? '*' : '{}';
  let template = '';
  let hasVersion = false;
  let at = 0; // of the slash before a segment
  for (let count = 0; at < end; count++) {
    if (count === SEGMENTS) return `${template}/…`;
    const slash = target.indexOf('/', at + 1);
    const next = slash < 0 || slash > end ? end : slash;
    const segment = target.slice(at + 1, next);
    const isVersion: boolean = !hasVersion && segment.startsWith('v') && VERSION.test(segment);
    hasVersion ||= isVersion;
    template += segment === '' || isVersion || WORDS.has(segment) ? `/${segment}` : '/{}';
    at = next;
  }
  return template;
}
