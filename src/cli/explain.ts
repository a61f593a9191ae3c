/** `sluice explain`: why something in a document was or was not a finding. Says where, which rule, and which steps; never the value. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { reason } from '../base/reason.js';
import type { Format } from '../engine/api.js';
import { explain, type Explained, type ExplainedRegion, type ExplainedStep, type Explanation } from '../engine/explain.js';
import { loadRules } from '../ruleset/load.js';
import { example } from './help.js';
import { LineIndex } from './lines.js';

interface ExplainOptions {
  readonly text?: string;
  readonly json?: boolean;
  readonly rules?: string;
  readonly ownRules?: string;
  readonly at?: number;
  readonly format: Format;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('say why something was or was not a finding: each candidate, the rules that looked at it, and what they asked')
    .argument('[file]', 'document to explain; "-" or none reads standard input')
    .option('--text <text>', 'explain this text instead of a file')
    .addOption(new Option('--at <offset>', 'only candidates at this byte, counted from 0').argParser(offset))
    .addOption(
      new Option('--format <format>', 'how the document is written')
        .choices(['auto', 'json', 'json-seq', 'text', 'ndjson', 'sse', 'html', 'xml', 'csv'])
        .default('auto'),
    )
    .option('--json', 'print one JSON object a candidate and rule')
    .option('--rules <dir>', 'rule packs to use instead of those shipped')
    .option('--own-rules <dir>', 'rule packs of your own to use beside them')
    .addHelpText('after', example('sluice explain --text "ssn 078-05-1120"', 'sluice explain --at 4711 case.json'))
    .action(run);
}

function offset(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 on.');
  return Number(text);
}

async function run(file: string | undefined, options: ExplainOptions): Promise<void> {
  if (file !== undefined && options.text !== undefined) throw new SluiceError('SLUICE_USAGE', 'A file and --text cannot be combined.');
  const rules = await loadRules(options.rules, { own: options.ownRules });
  const message = options.text === undefined ? await read(file ?? '-') : Buffer.from(options.text);
  if (message.length > LIMITS.explainBytes) throw new SluiceError('SLUICE_USAGE', `Only documents up to ${LIMITS.explainBytes} bytes can be explained.`); // prettier-ignore
  if (options.at !== undefined && options.at >= message.length) throw new SluiceError('SLUICE_USAGE', `The document has ${message.length} bytes; --at must be less.`); // prettier-ignore
  const explanation = at(explain(rules, message, options.format), options.at);
  const index = new LineIndex();
  index.add(message);
  const name = options.text === undefined ? (file ?? '-') : 'text';
  process.stdout.write(options.json === true ? asJson(explanation, index, name) : asText(explanation, index, name, options.at));
}

/** What is at one byte. */
function at({ candidates, regions }: Explanation, wanted: number | undefined): Explanation {
  if (wanted === undefined) return { candidates, regions };
  const covers = ({ start, end }: { start: number; end: number }): boolean => start <= wanted && wanted < end;
  return { candidates: candidates.filter(covers), regions: regions.filter(covers) };
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    throw new SluiceError('SLUICE_USAGE', `The file cannot be read: ${reason(error)}.`);
  }
}

function asJson({ candidates }: Explanation, index: LineIndex, file: string): string {
  return candidates
    .map(({ start, end, entity, rule, place, isFound, score, steps }) => {
      const outcome = isFound ? 'found' : 'not found';
      return `${JSON.stringify({ file, ...index.at(start), start, end, entity, rule, place, outcome, score, steps })}\n`;
    })
    .join('');
}

function asText({ candidates, regions }: Explanation, index: LineIndex, file: string, wanted: number | undefined): string {
  const where = (start: number): string => `${file}:${index.at(start).line}:${index.at(start).column}`;
  const empty = regions.filter(({ hasCandidates }) => !hasCandidates);
  const blocks: { start: number; text: string }[] = [
    ...places(candidates)
      .filter((group, _, groups) => !isIdlePart(group, groups))
      .map((group) => ({ start: group[0].start, text: block(group, where(group[0].start)) })),
    ...empty.map((region) => ({ start: region.start, text: emptyRegion(region, where(region.start)) })),
  ];
  if (blocks.length === 0) return `${file}: ${nothing(wanted)}\n`;
  return blocks
    .sort((a, b) => a.start - b.start)
    .map(({ text }) => text)
    .join('');
}

function nothing(wanted: number | undefined): string {
  const where = wanted === undefined ? 'nothing in it' : `nothing at byte ${wanted}`;
  return `no region: ${where} has the form that a rule asks for — no group of digits, no word of letters and digits, no @ sign, no announcing word, no run of number words that any rule could take for its own — so nothing was looked at`; // prettier-ignore
}

function emptyRegion({ start, end, reason }: ExplainedRegion, where: string): string {
  return `${where}  bytes ${start}-${end}: looked at (${reason}), but no rule saw a candidate\n`;
}

/** Candidates of the same place together. */
function places(candidates: readonly Explained[]): Explained[][] {
  const groups = new Map<string, Explained[]>();
  for (const candidate of candidates) {
    const key = `${candidate.start}-${candidate.end}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()];
}

function block(group: readonly Explained[], where: string): string {
  const [{ start, end }] = group;
  const found = group.find(({ isFound }) => isFound);
  const outcome = found === undefined ? 'nothing found' : `${found.entity} found, score ${found.score}`;
  const isIdle = (candidate: Explained): boolean => candidate !== found && lacksWords(candidate);
  const idle = group.filter(isIdle);
  const branches = group.filter((candidate) => !isIdle(candidate)).map((candidate) => branch(candidate));
  if (idle.length > 0) branches.push([`not found, words of theirs are not near: ${idle.map(({ rule }) => rule).join(', ')}`]);
  const lines = branches.flatMap(([head, ...rest], i) => {
    const isLast = i === branches.length - 1;
    return [`${isLast ? '└─' : '├─'} ${head}`, ...rest.map((line) => `${isLast ? '  ' : '│ '}   ${line}`)];
  });
  return `${where}  bytes ${start}-${end}: ${outcome}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Part of a longer candidate, to which no rule has anything to say. */
function isIdlePart(group: readonly Explained[], groups: readonly (readonly Explained[])[]): boolean {
  const [{ start, end }] = group;
  const isPart = groups.some(([other]) => other.start <= start && other.end >= end && other.end - other.start > end - start);
  return isPart && group.every(lacksWords);
}

/** A rule that asks for words and finds none has nothing to tell; there are many of them. */
function lacksWords({ steps }: Explained): boolean {
  const last = steps.at(-1);
  return last?.step === 'context' && !last.ok;
}

function branch({ rule, place, isFound, steps }: Explained): string[] {
  const outcome = isFound ? 'found' : `not found${because(steps)}`;
  return [`${rule}: ${outcome}  (${place})`, ...steps.map(stepLine)];
}

/** The step that decided. */
function because(steps: readonly ExplainedStep[]): string {
  const failed = steps.findLast(({ ok }) => !ok);
  return failed === undefined ? '' : `, ${BECAUSE[failed.step]}`;
}

const BECAUSE: Readonly<Record<ExplainedStep['step'], string>> = {
  region: '',
  place: '',
  shape: 'what stands beside it does not fit',
  validator: 'its validator refuses it',
  context: 'the words around do not speak for it',
  score: 'its score is too low',
  veto: 'its surroundings prove that it is something else',
  overlap: 'another finding takes its place',
  found: '',
};

function stepLine({ step, ok, detail }: ExplainedStep): string {
  return `${ok ? 'ok ' : 'NO '} ${step.padEnd(9)} ${detail ?? ''}`.trimEnd();
}
