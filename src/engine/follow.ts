/** Which messages are followed for rules that name paths, and by which lexer. Without such rules, none: the streams are what they were. */
import type { PathAutomaton, PathState } from '../detect/path/automaton.js';
import { FormLexer, fieldState } from '../format/path/form.js';
import type { OnValue, PathLexer } from '../format/path/lexer.js';
import { DocumentLexer, EventsLexer, LinesLexer, SequenceLexer, SniffedLexer } from '../format/path/records.js';
import { RowsLexer } from '../format/path/rows.js';
import { HtmlFieldLexer } from '../format/path/html.js';
import { XmlLexer } from '../format/path/xml.js';
import { WholeLexer } from '../format/path/whole.js';
import type { MessageMeta, RedactionStream } from './api.js';
import { PathStream, type Splicer } from './paths.js';
import { SameLength } from './same-length.js';
import type { Stream, StreamContext } from './stream.js';

type Open = (onValue: OnValue) => PathLexer;

/** The stream, followed where its format has a structure and rules name paths. */
export function followed(stream: Stream, context: StreamContext, meta: MessageMeta): RedactionStream & Splicer {
  const { paths } = context.ruleset;
  if (paths === undefined || meta.part === 'head') return stream;
  const open = lexerOf(paths, meta);
  return open === undefined ? stream : new PathStream(stream, context, meta, open);
}

/** A form, which masks its fields in place. */
export function followedForm(form: RedactionStream, context: StreamContext, meta: MessageMeta): RedactionStream {
  const { paths } = context.ruleset;
  const hasGaps = meta.hasGaps === true;
  if (paths === undefined) return hasGaps ? new PathStream(new SameLength(form, hasGaps), context, meta, () => NO_VALUES) : form;
  const state = stateOf(paths, meta);
  const open: Open = (onValue) => (state.accepts.length > 0 ? new WholeLexer(state, onValue) : new FormLexer(paths.names, state, onValue));
  return new PathStream(new SameLength(form, hasGaps), context, meta, open);
}

/** Follows nothing. */
const NO_VALUES: PathLexer = { feed: () => undefined, end: () => undefined, heldFrom: Infinity, fault: undefined };

/** Where the message stands: at the root, or in a field of a form. */
function stateOf({ names, root }: PathAutomaton, { field }: MessageMeta): PathState {
  return field === undefined ? root : fieldState(field, root, names);
}

function lexerOf(paths: PathAutomaton, meta: MessageMeta): Open | undefined {
  const { names } = paths;
  const state = stateOf(paths, meta);
  if (state.accepts.length > 0) return (onValue) => new WholeLexer(state, onValue);
  switch (meta.format) {
    case 'json':
      return (onValue) => new DocumentLexer(names, state, onValue);
    case 'auto':
      return (onValue) => new SniffedLexer(names, state, onValue);
    case 'json-seq':
      return (onValue) => new SequenceLexer(names, state, onValue);
    case 'ndjson':
      return (onValue) => new LinesLexer(names, state, onValue);
    case 'sse':
      return (onValue) => new EventsLexer(names, state, onValue);
    case 'csv':
      return (onValue) => new RowsLexer(names, state, onValue);
    case 'xml':
      return (onValue) => new XmlLexer(names, state, onValue);
    case 'html':
      return (onValue) => new HtmlFieldLexer(names, state, onValue);
    default:
      return undefined;
  }
}
