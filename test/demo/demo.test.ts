/**
 * The demo as a visitor sees it: the real CRM, the real Sluice, a real browser. What the story is about:
 * the same page, loaded twice, shows every card number on the left and none on the right.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import { findChromium, startChromium } from '../../demo/browser.js';
import { startDemo, type Demo } from '../../demo/run.js';
import { AMEX, MASTERCARD, MASTERCARD_2, UNIONPAY, VISA, cardsIn } from './cards.js';
import { record, type Received } from './recorder.js';

const PACE = 0.05;
/** A loaded machine takes its time; nothing here measures it. */
const PATIENT = { timeout: 30_000 };
const LAST_LINE = 'No, that was all.';
const CUSTOMERS = [
  { name: 'Marta Lindqvist', cards: [VISA, MASTERCARD] },
  { name: 'Tomasz Wilk', cards: [MASTERCARD_2] },
  { name: 'Amara Okafor', cards: [UNIONPAY, AMEX] },
];

const chromium = findChromium();

describe('the demo in Chromium', () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;
  let received: Received;
  let raw: FrameLocator;
  let masked: FrameLocator;

  beforeAll(async () => {
    if (chromium === undefined) return;
    demo = await startDemo({ pace: PACE });
    browser = await startChromium();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    received = await record(page, demo.proxy);
    await page.goto(demo.page);
    raw = page.frameLocator('#raw-frame');
    masked = page.frameLocator('#masked-frame');
    await masked.getByText(LAST_LINE).waitFor();
    await raw.getByText(LAST_LINE).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  beforeEach((context) => {
    if (chromium === undefined) context.skip('Chromium was not found. Install it, or name it in $CHROMIUM.');
  });

  const frameOf = (origin: string): Frame => {
    const frame = page.frames().find((each) => each.url().startsWith(origin));
    if (frame === undefined) throw new Error('The page has no such frame.');
    return frame;
  };
  /** Every text and attribute of a frame's document. */
  const everythingIn = async (origin: string): Promise<string> => (await frameOf(origin).content()).replace(/<\/?mark[^>]*>/g, '');

  it('shows every card number straight from the CRM, and none of them through Sluice', async () => {
    const shownRaw = new Set<string>();
    for (const { name, cards } of CUSTOMERS) {
      await masked.getByRole('button', { name }).click();
      for (const side of [raw, masked]) await side.locator(`button[aria-current=true]`, { hasText: name }).waitFor();
      await expect.poll(async () => cardsIn(await everythingIn(demo.crm)), PATIENT).toEqual(expect.arrayContaining(cards));
      await expect.poll(async () => masked.locator('#record').innerText(), PATIENT).toMatch(/\*/);
      for (const card of cardsIn(await everythingIn(demo.crm))) shownRaw.add(card);
      expect(cardsIn(await everythingIn(demo.proxy))).toEqual([]);
    }
    expect(shownRaw.size).toBe(5);
    await masked.getByRole('button', { name: 'Marta' }).click();
  });

  it('keeps the last four digits readable', async () => {
    await expect.poll(async () => masked.locator('#messages').innerText(), PATIENT).toMatch(/my new card: [^\d]+1111,/);
    // A bare JSON number stays a number, so its hidden digits are 8.
    await expect.poll(async () => masked.locator('#record').innerText(), PATIENT).toMatch(/8{12}4444/);
  });

  it('lets no card number through in any response, WebSocket message or server-sent event', async () => {
    expect([...received.bodies.keys()]).toEqual(expect.arrayContaining(['GET /', 'GET /desktop.js', 'GET /api/customers/C-20418/notes']));
    expect(received.socketMessages.join()).toContain(LAST_LINE);
    await expect.poll(() => received.events.length, PATIENT).toBeGreaterThan(8);
    for (const text of [...received.bodies.values(), ...received.socketMessages, ...received.events]) expect(cardsIn(text)).toEqual([]);
  });

  it('keeps every body valid JSON', () => {
    const bodies = [...received.bodies].filter(([key]) => key.includes('/api/')).map(([, body]) => body);
    for (const text of [...bodies, ...received.socketMessages, ...received.events]) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('leaves no security code and no track behind', async () => {
    const record = received.bodies.get('GET /api/customers/C-20418') ?? '';
    const notes = received.bodies.get('GET /api/customers/C-20418/notes') ?? '';
    expect(record).toContain('"cvv"');
    expect(record).not.toContain('737');
    expect(notes).not.toContain('737');
    expect(notes).not.toContain('29121010000012300000');
    expect(received.socketMessages.join()).not.toContain('737');
  });

  it('leaves look-alikes as they are', async () => {
    const shown = [
      '4000127490522217', // an order number that only looks like a card number
      '1Z999AA10123456784',
      '1762533724118',
      '490154203237518',
      '+46 70 174 06 12',
    ];
    for (const each of shown) await expect.poll(async () => masked.locator('body').innerText(), PATIENT).toContain(each);
    expect(received.bodies.get('GET /api/customers/C-20418')).toContain('4f1c2e3d-5a41-4b11-8c1e-411122223333');
    const [straight, through] = await Promise.all(
      [demo.crm, demo.proxy].map(async (origin) => (await fetch(`${origin}/api/orders`)).text()),
    );
    expect(through).toBe(straight);
  });

  it('masks a card that comes in three messages', async () => {
    const pieces = (side: FrameLocator) =>
      expect.poll(() => side.getByText(/It begins|^[0* ]{9}$|^(?:004|\*{3})$/).allInnerTexts(), PATIENT); // the chat comes a message a second
    await pieces(raw).toEqual(['My UnionPay. It begins 6205 5000', '0000 0000', '004']);
    await pieces(masked).toEqual(['My UnionPay. It begins **** ****', '**** ****', '***']);
  });

  it.each([
    { channel: 'chat', path: '/api/chat' },
    { channel: 'note', path: '/api/customers/C-20418/notes' },
  ])('masks what the agent sends as a $channel before the CRM stores it', async ({ channel, path }) => {
    await page.locator(`[data-channel=${channel}]`).click();
    await page.locator('#compose-text').fill(`Sent as ${channel}: 4111 1111 1111 1111, order 4000127490522217`);
    await page.getByRole('button', { name: 'Send through Sluice' }).click();
    await expect.poll(async () => page.locator('#received').innerText(), PATIENT).toContain(`Sent as ${channel}`);
    const shown = await page.locator('#received').innerText();
    expect(cardsIn(shown)).toEqual([]);
    expect(shown).toMatch(/\*{4}.*1111, order 4000127490522217/);
    expect(await page.locator('#received mark').count()).toBe(1);

    const stored = await (await fetch(demo.crm + path)).text();
    const line = stored.split('\n').find((each) => each.includes(`Sent as ${channel}`)) ?? '';
    expect(line).toContain('order 4000127490522217');
    expect(cardsIn(line)).toEqual([]);
  });

  it('masks what is typed into the desktop itself', async () => {
    const desktop = await browser.newPage();
    await desktop.goto(demo.proxy);
    await desktop.getByLabel('New note').fill('Typed by hand: 3782-822463-10005');
    await desktop.getByRole('button', { name: 'Add' }).click();
    await desktop.locator('#notes').getByText('Typed by hand').waitFor();
    await desktop.close();
    const stored = await (await fetch(`${demo.crm}/api/customers/C-20418/notes`)).text();
    expect(stored).toMatch(/Typed by hand: [^\d]+0005/);
  });

  it('shows the bodies as JSON with the replaced spans marked', async () => {
    await page.getByRole('button', { name: 'View as JSON' }).click();
    for (const filter of ['Customer', 'Notes', 'Chat', 'Ticker']) {
      await page.locator('#json-filter').getByRole('button', { name: filter }).click();
      await page.locator('#json-rows pre.masked mark').first().waitFor();
      expect(cardsIn(await page.locator('#json-rows pre.raw').allInnerTexts().then(String))).not.toEqual([]);
      expect(cardsIn(await page.locator('#json-rows pre.masked').allInnerTexts().then(String))).toEqual([]);
    }
    await page.getByRole('button', { name: 'Desktop', exact: true }).click();
  });

  it('runs the ticker on both sides', async () => {
    const before = received.events.length;
    await expect.poll(() => received.events.length, PATIENT).toBeGreaterThan(before + 3);
    expect(await raw.locator('#ticker li').count()).toBe(3);
    expect(await masked.locator('#ticker li').count()).toBe(3);
  });

  it('starts the chat over', async () => {
    await page.getByRole('button', { name: 'Restart the chat' }).click();
    await masked.locator('#messages .message').nth(1).waitFor();
    await masked.getByText('Yes, with my new card').waitFor();
    expect(cardsIn(await everythingIn(demo.proxy))).toEqual([]);
  });

  it('shows the findings and the measured times', async () => {
    await expect.poll(async () => page.locator('#entities').innerText(), PATIENT).toMatch(/card\.pan/);
    await expect.poll(async () => Number((await page.locator('#total').innerText()).replaceAll(',', '')), PATIENT).toBeGreaterThan(10);
    await expect.poll(async () => page.locator('#p50').innerText(), PATIENT).toMatch(/ms/);
    await expect.poll(async () => page.locator('#through').innerText(), PATIENT).toMatch(/ms/);
    expect(await page.locator('#refused').innerText()).toBe('no message refused');
  });

  it('leaves no error in the browser console', () => {
    expect(received.faults).toEqual([]);
  });
});
