/**
 * What members of JSON messages are called where people talk, on the platforms of traffic.md section 1.1 and in what applications write
 * themselves. Data only: places.ts follows it. Names stand as in camelCase; snake_case, kebab-case and other cases of letters are the same.
 */

import type { PlatformRole } from './platform-names.js';

/** What a member says of a message. */
export type Role =
  /** What somebody said. Like any other string it may be an envelope: one that is JSON is followed instead. */
  | 'text'
  /** What somebody said, whatever it looks like. */
  | 'words'
  /** What somebody is about to say. */
  | 'draft'
  /** Values of which each is said where `target` names a call about messages. */
  | 'arguments'
  | 'target'
  | 'author'
  /** Something of a person, within a member that is an author. */
  | 'name'
  | 'conversation'
  /** Something of a message by itself, and of it alone. */
  | 'id'
  /** Something of a message wherever around it that stands. */
  | 'messageId'
  /** When it was said, or the how manyth it is: see stamp.ts. */
  | 'at'
  | 'isFinal'
  | 'isPartial'
  | 'isDraft'
  /** What kind of message it is: see DRAFT_KINDS and INTERIM_KINDS. */
  | 'kind'
  | PlatformRole
  | EventRole;

/** What counts in streams of events alone, where messages arrive word by word: see events/pieces.ts. */
export type EventRole =
  /** A piece of a message: its receiver joins them. */
  | 'delta'
  /** What tells messages apart that arrive at the same time, or parts of one. The last name counts within a list only. */
  | 'part'
  /** The message ends here. */
  | 'ends';

/** The first of several names in one place counts most. */
export const NAMES: Readonly<Record<Exclude<Role, EventRole | PlatformRole>, readonly string[]>> = {
  text: ['body', 'message', 'content', 'messageText', 'msg', 'chatMessage', 'newMessage', 'sendMessage', 'receiveMessage', 'draft', 'abstractMessage', 'staticContent'],
  words: [
    'text', 'htmlBody', 'plainBody', 'textBody', 'plainText', 'richText', 'messageBody', 'commentBody', 'comment', 'caption', 'utterance', 'transcript', 'displayText',
    'transcription', 'transcriptText', 'normalizedText', 'lexical', 'staticContentText', 'answerText', 'postText',
  ],
  draft: ['sneakPeek', 'sneakPeekText', 'typingPreview', 'previewText', 'typingText', 'draftText', 'draftMessage', 'unsentText'],
  arguments: ['arguments', 'args'],
  target: ['target', 'methodName', 'channelMethod'],
  author: [
    'authorId', 'senderId', 'participantId', 'author', 'sender', 'from', 'participant', 'fromId', 'userId', 'user', 'identity', 'speaker', 'speakerId', 'createdBy',
    'participantRole', 'channelTag', 'role', 'senderName', 'displayName', 'nickname', 'username', 'visitor', 'agent', 'direction',
  ],
  name: ['name', 'email', 'key'],
  conversation: [
    'conversationId', 'conversation', 'chatId', 'chat', 'initialContactId', 'contactId', 'ticketId', 'ticket', 'interactionId', 'conversationSid', 'channelSid', 'callSid', 'caseId',
    'engagementId', 'dialogId', 'workItemId', 'threadId', 'thread', 'roomId', 'room', 'chatKey', 'callId', 'groupId',
  ],
  id: ['id', 'sid', 'uuid', 'key', '_id', 'sysId', 'mid'],
  messageId: ['messageId', 'messageSid', 'msgId', 'eventId', 'segmentId', 'resultId', 'utteranceId', 'clientMessageId', 'commentId'],
  at: [
    'sequenceNumber', 'sequence', 'seq', 'messageIndex', 'createdAt', 'created', 'createdOn', 'createdTime', 'createdDate', 'dateCreated', 'creationDate', 'createdTimestamp',
    'timestamp', 'sentAt', 'sentTime', 'sentDate', 'dateSent', 'received', 'receivedAt', 'postedAt', 'absoluteTime', 'beginOffsetMillis', 'startTime', 'startTimeMs', 'index', 'time',
  ],
  isFinal: ['isFinal', 'final', 'endOfTurn'],
  isPartial: ['isPartial', 'partial', 'isInterim', 'interim', 'hypothesis'],
  isDraft: ['isTyping', 'isPreview', 'isSneakPeek'],
  kind: ['type', 'action', 'event', 'eventType', 'messageType', 'kind', 'contentType', 'topic', 'eventName'],
}; // prettier-ignore

/**
 * Of the names of conversations those that may be of less: the number of a call, a thread for each answer, a chat that is one message, messages that
 * were sent together. What stands there has to prove that it is a key: see conversation/proof.ts.
 */
export const DOUBTFUL_KEYS: readonly string[] = ['chat', 'threadId', 'thread', 'callId', 'groupId'];

/** The names of event streams, added to the others there: those of OpenAI, Anthropic, Salesforce, Cohere, Mistral, AG-UI, the Vercel AI SDK and their kin. */
export const EVENT_NAMES: Readonly<Record<EventRole, readonly string[]>> = {
  delta: [
    'delta', 'textDelta', 'deltaText', 'contentDelta', 'messageDelta', 'inputTextDelta', 'tokenText', 'textChunk', 'messageChunk', 'chunkText', 'token', 'chunk',
  ],
  part: [
    'itemId', 'partId', 'targetMessageIdentifier', 'targetMessageId', 'toolCallId', 'contentIndex', 'choiceIndex', 'blockIndex', 'outputIndex', 'responseId', 'runId',
    'turnId', 'streamId', 'index',
  ],
  ends: ['finishReason', 'stopReason', 'done', 'isDone', 'isLast', 'isEnd', 'lastChunk', 'isComplete', 'isFinal', 'final', 'endOfTurn'],
}; // prettier-ignore

/** Where pieces stand that go by a name which means something else elsewhere: completions of OpenAI and Gemini. */
export const DELTA_PATHS: readonly string[] = ['choices.*.text', 'candidates.*.content.parts.*.text'];

/** Names of pieces that are objects: a string of that name may be a secret or data. Folded. */
export const OBJECTS_ONLY: ReadonlySet<string> = new Set(['token', 'chunk']);

/** Members of a piece that are nobody's words; all other strings in it are. Folded as kinds are. */
export const NOT_WORDS: ReadonlySet<string> = new Set([
  'type', 'role', 'id', 'name', 'object', 'event', 'kind', 'model', 'signature', 'status', 'phase', 'format', 'formattype', 'finishreason', 'stopreason',
  'stopsequence', 'systemfingerprint', 'callid', 'toolname', 'language',
]); // prettier-ignore

/** Members deeper in a piece that are words: arguments of calls, parts of contents. Folded. */
export const DEEP_WORDS: ReadonlySet<string> = new Set(['text', 'content', 'value', 'arguments', 'transcript', 'thinking', 'partialjson']);

/** Names of pieces that nobody says: arguments of calls, which are data. Folded. */
export const NOT_SAID: ReadonlySet<string> = new Set(['arguments', 'partialjson', 'inputtextdelta', 'inputjson', 'args', 'input']);

/** Names that say nothing of what stands in a piece, so that it is judged by the whole text alone. Folded. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(['delta', 'textdelta', 'deltatext', 'contentdelta', 'messagedelta', 'text', 'content', 'value', 'textchunk', 'messagechunk', 'chunktext', 'message']); // prettier-ignore

/** Kinds of events with which a message ends, folded; what they name is over, or everything where they name nothing. */
export const END_KINDS: ReadonlySet<string> = new Set([
  'messagestop', 'contentblockstop', 'contentend', 'messageend', 'textend', 'textmessageend', 'reasoningend', 'toolcallend', 'responsecompleted', 'responsefailed',
  'responseincomplete', 'responseoutputtextdone', 'responsecontentpartdone', 'responseoutputitemdone', 'responsefunctioncallargumentsdone', 'messagecomplete',
  'messagecompleted', 'threadmessagecompleted', 'runfinished', 'endofturn', 'streamend', 'finish', 'done', 'end', 'complete', 'completed',
]); // prettier-ignore

/** Kinds of messages whose text is still being written, without regard to case and separators. */
export const DRAFT_KINDS: readonly string[] = [
  'ChasitorSneakPeek', 'incoming_sneak_peek', 'send_sneak_peek', 'sneak_peek', 'typing', 'typing_preview', 'typing_indicator', 'user_typing', 'chat.typing', 'is_typing',
  'ParticipantTyping', 'TypingStarted', 'message_preview', 'visitor_typing',
]; // prettier-ignore

/** Kinds of messages whose text is still being recognised. */
export const INTERIM_KINDS: readonly string[] = [
  'PartialTranscript', 'partial_transcript', 'partial', 'interim', 'interim_transcript', 'interim_results', 'speech.hypothesis', 'hypothesis', 'recognizing', 'TranscriptPartial',
]; // prettier-ignore

/** Kinds of messages that say something, folded. */
export const SAYINGS =
  /^(?:on|new|send|sent|receive|received|incoming|outgoing|push|pushed|user|agent|customer|visitor)?(?:chat|message|msg|text|say|comment)+(?:text|new|send|sent|received|created|posted|event)?$/;

/** Calls that only tell which messages: their arguments are identifiers. */
export const CALLS_FOR_MESSAGES =
  /(?:^|[.:/_ -])(?:join|leave|load|fetch|list|mark|delete|remove|subscribe|unsubscribe)|history|^get\w*s$/i;

/** Words in the name of a call whose arguments are what somebody says. */
export const CALLS_ABOUT_MESSAGES = /message|chat|text|say|send|comment|transcript/i;
