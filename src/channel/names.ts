/**
 * What members of JSON messages are called where people talk, on the platforms of traffic.md section 1.1 and in what applications write
 * themselves. Data only: places.ts follows it. Names stand as in camelCase; snake_case, kebab-case and other cases of letters are the same.
 */

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
  | 'kind';

/** The first of several names in one place counts most. */
export const NAMES: Readonly<Record<Role, readonly string[]>> = {
  text: ['body', 'message', 'content', 'messageText', 'msg', 'chatMessage', 'newMessage', 'sendMessage', 'receiveMessage'],
  words: [
    'text', 'htmlBody', 'plainBody', 'textBody', 'plainText', 'richText', 'messageBody', 'commentBody', 'comment', 'caption', 'utterance', 'transcript', 'displayText',
    'transcription', 'transcriptText', 'normalizedText', 'lexical', 'staticContentText', 'answerText', 'postText',
  ],
  draft: ['sneakPeek', 'sneakPeekText', 'typingPreview', 'previewText', 'typingText', 'draft', 'draftText', 'draftMessage', 'unsentText'],
  arguments: ['arguments', 'args'],
  target: ['target', 'methodName', 'channelMethod'],
  author: [
    'authorId', 'senderId', 'participantId', 'author', 'sender', 'from', 'participant', 'fromId', 'userId', 'user', 'identity', 'speaker', 'speakerId', 'createdBy',
    'participantRole', 'channelTag', 'role', 'senderName', 'displayName', 'nickname', 'username', 'visitor', 'agent', 'direction',
  ],
  name: ['name', 'email', 'key'],
  conversation: [
    'conversationId', 'conversation', 'chatId', 'chat', 'contactId', 'ticketId', 'ticket', 'interactionId', 'conversationSid', 'channelSid', 'callSid', 'callId', 'caseId',
    'engagementId', 'dialogId', 'workItemId', 'threadId', 'thread', 'roomId', 'room', 'chatKey',
  ],
  id: ['id', 'sid', 'uuid', 'key'],
  messageId: ['messageId', 'messageSid', 'msgId', 'eventId', 'segmentId', 'resultId', 'utteranceId', 'clientMessageId', 'commentId'],
  at: [
    'sequenceNumber', 'sequence', 'seq', 'messageIndex', 'createdAt', 'created', 'createdOn', 'createdTime', 'createdDate', 'dateCreated', 'creationDate', 'createdTimestamp',
    'timestamp', 'sentAt', 'sentTime', 'sentDate', 'dateSent', 'received', 'receivedAt', 'postedAt', 'absoluteTime', 'beginOffsetMillis', 'startTime', 'startTimeMs', 'index', 'time',
  ],
  isFinal: ['isFinal', 'final', 'endOfTurn'],
  isPartial: ['isPartial', 'partial', 'isInterim', 'interim', 'hypothesis'],
  isDraft: ['isTyping', 'isDraft', 'isPreview', 'isSneakPeek'],
  kind: ['type', 'action', 'event', 'eventType', 'messageType', 'kind', 'contentType', 'topic', 'eventName'],
}; // prettier-ignore

/** Kinds of messages whose text is still being written, without regard to case and separators. */
export const DRAFT_KINDS: readonly string[] = [
  'ChasitorSneakPeek', 'incoming_sneak_peek', 'send_sneak_peek', 'sneak_peek', 'typing', 'typing_preview', 'typing_indicator', 'user_typing', 'chat.typing', 'is_typing',
  'ParticipantTyping', 'TypingStarted', 'message_preview', 'visitor_typing',
]; // prettier-ignore

/** Kinds of messages whose text is still being recognised. */
export const INTERIM_KINDS: readonly string[] = [
  'PartialTranscript', 'partial_transcript', 'partial', 'interim', 'interim_transcript', 'interim_results', 'speech.hypothesis', 'hypothesis', 'recognizing', 'TranscriptPartial', 'InProgress',
]; // prettier-ignore

/** Words in the name of a call whose arguments are what somebody says. */
export const CALLS_ABOUT_MESSAGES = /message|chat|text|say|send|comment|transcript/i;
