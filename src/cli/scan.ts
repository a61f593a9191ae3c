/** `sluice scan`: what would be found in documents, offline. Says where and what kind, never the value. */
import { open } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ERRORS, SluiceError, type ErrorCode } from '../base/errors.js';
import { reason } from '../base/reason.js';
import type { CharsetHints, Engine, Finding, Format } from '../engine/api.js';
import { createEngine } from '../engine/engine.js';
import { loadRules } from '../ruleset/load.js';
import { withBoundary } from './boundary.js';
import { example } from './help.js';
import { LineIndex, type Position } from './lines.js';
import { createProgress } from './progress.js';
import { scanDocument, scanLines, type Sink } from './scanner.js';

const FORMATS = [
  'auto', 'json', 'json-seq', 'text', 'xml', 'html', 'form', 'csv', 'ndjson', 'sse', 'multipart', 'mail', 'msgpack', 'cbor', 'protobuf',
] as const satisfies readonly Format[]; // prettier-ignore

interface ScanOptions {
  readonly format: (typeof FORMATS)[number];
  readonly json?: boolean;
  readonly redact?: boolean;
  readonly lines?: boolean;
  readonly rules?: string;
  readonly ownRules?: string;
}

const FOUND = 3;
const FAILED = 2;

export function scanCommand(): Command {
  return new Command('scan')
    .description('show what would be found in files or standard input; exit status 0 nothing, 3 something, 2 error')
    .argument('[files...]', 'files to scan; "-" or none reads standard input')
    .addOption(new Option('--format <format>', 'how the documents are written').choices(FORMATS).default('auto'))
    .option('--json', 'print one JSON object a finding')
    .option('--redact', 'print the redacted document instead of the findings')
    .option('--lines', 'treat each line as a document of its own')
    .option('--rules <dir>', 'rule packs to use instead of those shipped')
    .option('--own-rules <dir>', 'rule packs of your own to use beside them')
    .addHelpText('after', example('sluice scan --json notes.txt', 'cat case.json | sluice scan --redact - > masked.json'))
    .action(scan);
}

async function scan(files: string[], options: ScanOptions): Promise<void> {
  if (options.json === true && options.redact === true) throw new SluiceError('SLUICE_USAGE', '--json and --redact cannot be combined.');
  const engine = createEngine({ rules: await loadRules(options.rules, { own: options.ownRules }) });
  let found = false;
  let failed = false;
  for (const file of files.length === 0 ? ['-'] : files) {
    const outcome = await scanFile(engine, file, options);
    found ||= outcome.findings > 0;
    if (outcome.failure === undefined) continue;
    failed = true;
    process.stderr.write(`sluice: ${outcome.failure} (${file})\n`);
  }
  process.exitCode = failed ? FAILED : found ? FOUND : 0;
}

interface Outcome {
  readonly findings: number;
  readonly failure: string | undefined;
}

/** A file says itself which charset it is in, if anything does; the records of a list of them are UTF-8. */
const UNDECLARED: CharsetHints = { declared: undefined, textual: false, markup: undefined };

async function scanFile(engine: Engine, file: string, options: ScanOptions): Promise<Outcome> {
  let findings = 0;
  const sink: Sink = {
    async bytes(bytes) {
      if (options.redact === true) await print(bytes);
    },
    async finding(finding, position) {
      findings++;
      if (options.redact !== true) await print(options.json === true ? asJson(file, finding, position) : asText(file, finding, position));
    },
  };
  try {
    const { chunks, size } = await read(file);
    const { format } = options;
    const scanner = options.lines === true ? scanLines : scanDocument;
    const charset = options.lines === true ? undefined : UNDECLARED;
    const { all, contentType } = format === 'multipart' ? await withBoundary(chunks) : { all: chunks, contentType: undefined };
    const refused = await scanner(
      () => engine.open({ format, direction: 'response', charset, contentType }),
      createProgress(all, size),
      new LineIndex(),
      sink,
    );
    return { findings, failure: refused === undefined ? undefined : explain(refused) };
  } catch (error) {
    return { findings, failure: `SLUICE_USAGE: The file cannot be read: ${reason(error)}. ${ERRORS.SLUICE_USAGE.todo}` };
  }
}

async function read(file: string): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly size: number | undefined }> {
  if (file === '-') return { chunks: process.stdin, size: undefined };
  const handle = await open(file);
  const stat = await handle.stat();
  return { chunks: handle.createReadStream({ highWaterMark: 262_144 }), size: stat.isFile() ? stat.size : undefined };
}

function asJson(file: string, finding: Finding, position: Position): string {
  const { entity, rule, start, end, score } = finding;
  return `${JSON.stringify({ file, entity, rule, start, end, ...position, score })}\n`;
}

function asText(file: string, finding: Finding, { line, column }: Position): string {
  return `${file}:${line}:${column}: ${finding.entity} (rule ${finding.rule}, bytes ${finding.start}-${finding.end}, score ${finding.score})\n`;
}

function explain(code: ErrorCode): string {
  return `${code}: ${ERRORS[code].what} ${ERRORS[code].todo}`;
}

/** Waits while the reader of stdout is slow, so that a large document is never held in memory. */
async function print(text: string | Uint8Array): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
