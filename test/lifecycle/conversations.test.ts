/** Conversations of several workers: what crosses between processes, and what happens when nothing comes back. */
import { describe, expect, it } from 'vitest';
import type { Utterance } from '../../src/channel/conversation/api.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { BrandTable } from '../../src/detect/card/brands.js';
import { answerTo, AskedConversations, type Answer, type Question, type Wire } from '../../src/lifecycle/conversations.js';

const brands = new BrandTable([{ name: 'visa', prefixes: ['4'], lengths: [16], luhn: true }]);

function utterance(digits: string): Utterance {
  const flags = (): Uint8Array => new Uint8Array(digits.length);
  const starts = flags().fill(1, 0, 1);
  const said = { conversation: 'c', author: 'a', id: undefined, digits: Uint8Array.from(digits, Number), starts };
  return { ...said, exempt: flags(), hidden: flags(), doubts: flags(), hasPaymentWords: false, asks: 0, isStrict: false };
}

/** A wire to ledgers in this process, as if through JSON; `isCut` loses answers. */
function wireTo(ledgers: Ledgers, options: { isCut?: boolean; isGone?: boolean } = {}): Wire {
  let hear: (answer: Answer) => void = () => undefined;
  return {
    tell(question) {
      if (options.isGone === true) return false;
      const crossed = JSON.parse(JSON.stringify(question)) as Question;
      const answer = answerTo(crossed, (utterances) => ledgers.judge(utterances, 0));
      if (options.isCut !== true) setImmediate(() => hear(JSON.parse(JSON.stringify(answer)) as Answer));
      return true;
    },
    listen(onAnswer) {
      hear = onAnswer;
    },
  };
}

describe('conversations of several workers', () => {
  it('cross with all that is known of each digit', async () => {
    const columns = { starts: [1, 0, 0, 1], exempt: [0, 1, 2, 2], hidden: [0, 2, 1, 3], doubts: [0, 9, 4, 10] };
    const bytes = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Uint8Array.from(values)]));
    const told: Utterance = { ...utterance('4090'), ...bytes, hasPhoneWords: true, asks: 9, rest: 'f00d' };
    const heard: Utterance[] = [];
    const worker = new AskedConversations({
      tell(question) {
        const crossed = JSON.parse(JSON.stringify(question)) as Question;
        answerTo(crossed, (utterances) => {
          heard.push(...utterances);
          return [];
        });
        return false;
      },
      listen: () => undefined,
    });
    await expect(worker.judge([told])).rejects.toThrow();
    expect(heard).toEqual([{ ...told, id: undefined }]);
  });

  it('are the same whichever worker a message reaches: two workers ask one keeper', async () => {
    const ledgers = new Ledgers(brands);
    const [one, other] = [new AskedConversations(wireTo(ledgers)), new AskedConversations(wireTo(ledgers))];
    const masks: string[] = [];
    for (const [worker, digits] of [[one, '4111'], [other, '1111'], [one, '1111'], [other, '1111']] as const) {
      const [verdict] = await worker.judge([utterance(digits)]);
      masks.push(verdict.masks.join(''));
    } // prettier-ignore
    expect(masks).toEqual(['0000', '1111', '1111', '1111']);
  });

  it('outlive a worker: the one that takes its place goes on', async () => {
    const ledgers = new Ledgers(brands);
    await new AskedConversations(wireTo(ledgers)).judge([utterance('41111111')]);
    const [verdict] = await new AskedConversations(wireTo(ledgers)).judge([utterance('11111111')]);
    expect(verdict.masks.join('')).toBe('11111111');
  });

  it('answer questions in their order, all that are asked at once', async () => {
    const asked = new AskedConversations(wireTo(new Ledgers(brands)));
    const verdicts = await Promise.all(['4111', '1111', '1111'].map(async (digits) => asked.judge([utterance(digits)])));
    expect(verdicts.map(([{ masks }]) => masks.join(''))).toEqual(['0000', '1111', '1111']);
  });

  it('cross as they are: every flag of every digit', async () => {
    const told = { ...utterance('4930'), id: 'm1', at: 17, isStored: true, isSent: true, exchange: 'x1', starts: Uint8Array.of(1, 0, 1, 0), exempt: Uint8Array.of(0, 1, 0, 1), hidden: Uint8Array.of(0, 0, 1, 1), doubts: Uint8Array.of(0, 1, 2, 3) }; // prettier-ignore
    let heard: readonly Utterance[] = [];
    let question: Question | undefined;
    const wire: Wire = { tell: (asked) => ((question = asked), false), listen: () => undefined };
    await expect(new AskedConversations(wire).judge([told])).rejects.toThrow();
    answerTo(JSON.parse(JSON.stringify(question)) as Question, (utterances) => ((heard = utterances), []));
    expect(heard[0]).toEqual(told);
  });

  it('refuse what is not answered in time, or cannot be asked', async () => {
    const late = new AskedConversations(wireTo(new Ledgers(brands), { isCut: true }), 5);
    await expect(late.judge([utterance('4111')])).rejects.toMatchObject({ code: 'SLUICE_CONVERSATION_UNAVAILABLE' });
    const gone = new AskedConversations(wireTo(new Ledgers(brands), { isGone: true }));
    await expect(gone.judge([utterance('4111')])).rejects.toMatchObject({ code: 'SLUICE_CONVERSATION_UNAVAILABLE' });
  });
});
