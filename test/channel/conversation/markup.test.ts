/**
 * Chats that are sent as HTML: what stands in tags is nothing that anybody says. Counted as words, the names and attributes of tags made a running sentence
 * of every message, in which a number word is said by the way: a card that was dictated a word in each message was seen whole.
 */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const chat = (): Chat => new Chat(rules, reader);

const WRAPS: Readonly<Record<string, (text: string) => string>> = {
  'a paragraph': (text) => `<p>${text}</p>`,
  'a paragraph in a message': (text) => `<div class="message customer" dir="ltr"><p>${text}</p></div>`,
  'a block that can be pasted': (text) => `<div itemprop="copy-paste-block"><p>${text}</p></div>`,
  'styled text': (text) => `<p style="font-family: Arial, sans-serif; color: black"><span lang="en">${text}</span><o:p></o:p></p>`,
  'attributes of an application': (text) => `<div data-testid="chat-message-text-of-a-customer">${text}</div>`,
  'a sheet of styles': (text) => `<style>p { margin: auto; font-family: Arial, sans-serif }</style><p>${text}</p>`,
  'a comment': (text) => `<!-- this was written in the app of the shop -->${text}<br>`,
  'with a reference': (text) => `<div class="message customer" dir="ltr"><p>&nbsp;${text}</p></div>`,
};
const SPOKEN: readonly (readonly string[])[] = [
  'four one one one one one one one one one one one one one one one'.split(' '),
  ['four one one one', 'one one one one', 'one one', 'one one', 'one', 'one one one'],
  ['vier', 'eins', 'eins eins', 'null null null null', 'null null', 'null', 'eins eins'],
  ['fire', 'en', 'en en', 'en', 'en en en en', 'en en', 'en en en', 'en'],
  ['my card is four one one one', 'to to', 'oh oh for', 'won', 'one one'],
  '41 11 11 11 11 11 11 11'.split(' '),
  ['4111', '€ 1111', '11/11/2011', 'order 1111'],
];

describe.each(Object.entries(WRAPS))('%s', (_, wrap) => {
  it.each(SPOKEN.map((parts) => [parts.join(', '), parts] as const))('hides what the words alone would: %s', (_name, parts) => {
    const [plain, marked] = [chat(), chat()];
    expect(parts.map((part) => marked.say(wrap(part)))).toEqual(parts.map((part) => wrap(plain.say(part))));
  });

  it('leaves words and counts in a sentence', () => {
    const text = wrap('We have two addresses of yours, which of the two should the parcel go to?');
    expect(chat().say(text)).toBe(text);
  });
});

describe('a number in a tag', () => {
  it('counts as before: it may be shown', () => {
    const on = chat();
    const seen = ['4111', '1111', '1111', '1111'].map((digits) => on.say(`<img alt="${digits}">`));
    expect(seen.join('').replace(/\D/g, '').length).toBeLessThanOrEqual(8);
  });

  it('is not made of the language of a text', () => {
    const on = chat();
    on.say('4111 1111');
    expect(on.say('<p lang="en">ok</p>')).toBe('<p lang="en">ok</p>');
  });
});
