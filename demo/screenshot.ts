/** `npm run demo:screenshot`: takes docs/demo.png, the picture that opens the README, of the real demo. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startChromium } from './browser.js';
import { startDemo } from './run.js';

const SIZE = { width: 1440, height: 900 };
const PACE = 0.5;
/** The measured times of the first minute are those of cold code; the picture waits for this many samples. */
const WARM = /median of 1\d\d/;
const WARM_UP_MS = 180_000;
/** The line of the chat that stands at the top of the picture. */
const FIRST_LINE = 'Yes, with my new card';

/** As much of a page's element as is needed here; the types of the browser are not loaded. */
interface Scrolling {
  readonly parentElement: { scrollIntoView(): void } | null;
}

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'demo.png') },
    dark: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    width: { type: 'string', default: String(SIZE.width) },
    height: { type: 'string', default: String(SIZE.height) },
  },
});

const demo = await startDemo({ pace: PACE });
const browser = await startChromium();
try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    colorScheme: values.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(demo.page);
  await page.locator('#trip-note', { hasText: WARM }).waitFor({ timeout: WARM_UP_MS });
  await page.getByRole('button', { name: 'Restart the chat' }).click();
  await page.getByRole('button', { name: 'Mastercard with CVC' }).click();
  await page.locator('[data-channel=note]').click();
  await page.getByRole('button', { name: 'Send through Sluice' }).click();
  await page.locator('#received:not(.empty)').waitFor();
  await page.frameLocator('#masked-frame').getByText('Anything else I can do').waitFor();
  await page.frameLocator('#masked-frame').getByText('Thank you, Jonas').waitFor();
  for (const side of ['#raw-frame', '#masked-frame'])
    await page
      .frameLocator(side)
      .getByText(FIRST_LINE)
      .evaluate((line: Scrolling) => line.parentElement?.scrollIntoView());
  if (values.json) await page.getByRole('button', { name: 'View as JSON' }).click();
  await page.locator('h1').click();
  mkdirSync(dirname(values.out), { recursive: true });
  await page.screenshot({ path: values.out });
  process.stdout.write(`wrote ${values.out}\n`);
} finally {
  await browser.close();
  await demo.stop();
}
