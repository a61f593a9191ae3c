/** The log's way out of the process, to real descriptors: a file, a pipe that nobody reads, one whose reader is dead, a full disk. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { LineSink } from '../../src/observe/line-sink.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LINE = `${'x'.repeat(99)}\n`;
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `{"line":${index},"pad":"${'x'.repeat(80)}"}\n`);

let files = 0;
const nextFile = (): string => join(folder, String(++files));

function sinkTo(fd: number): { readonly sink: LineSink; readonly losses: number[] } {
  const losses: number[] = [];
  return { sink: new LineSink({ open: () => ({ fd }), onLost: (lines) => losses.push(lines) }), losses };
}

/** A pipe: its end for lines, what reads all that is in it now, and what ends the reader. */
function pipe(): { readonly fd: number; readonly read: () => string; readonly endReader: () => void } {
  const name = nextFile();
  execFileSync('mkfifo', [name]);
  const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(fd));
  const room = Buffer.alloc(1 << 20);
  const read = (): string => {
    try {
      return room.toString('latin1', 0, readSync(reader, room));
    } catch {
      return ''; // nothing in it
    }
  };
  return { fd, read, endReader: () => closeSync(reader) };
}

test('lines are gathered for some milliseconds, written at once when they are many, and none is lost', async () => {
  const name = nextFile();
  const { sink } = sinkTo(openSync(name, 'a'));
  const written = (): string => readFileSync(name, 'utf8');
  sink.write('one\n');
  sink.write('two\n');
  expect(written()).toBe('');
  await expect.poll(written).toBe('one\ntwo\n');
  sink.write('three\n');
  sink.flush();
  sink.flush();
  expect(written()).toBe('one\ntwo\nthree\n');
  for (let i = 0; i < 300; i++) sink.write(LINE);
  expect(written().length).toBeGreaterThan(16_000);
  sink.flush();
  expect(written()).toBe(`one\ntwo\nthree\n${LINE.repeat(300)}`);
  expect(sink.lost).toBe(0);
});

test('who does not read a pipe gets everything later: in order, each line once, and no write waits', async () => {
  const { fd, read } = pipe();
  const { sink, losses } = sinkTo(fd);
  const lines = numbered(5_000);
  for (const line of lines) sink.write(line); // half a megabyte, of which the pipe takes 64 KB
  let got = '';
  await expect.poll(() => (got += read())).toBe(lines.join(''));
  expect([sink.lost, losses]).toEqual([0, []]);
});

test('what a pipe takes at once are whole lines: those of two workers never mix', async () => {
  const { fd, read } = pipe();
  const [one, other] = [sinkTo(fd).sink, sinkTo(fd).sink];
  const lines = numbered(3_000);
  for (const line of lines) {
    one.write(line);
    other.write(line);
  }
  let got = '';
  await expect.poll(() => (got += read()).length).toBe(2 * lines.join('').length);
  expect(got.trimEnd().split('\n').sort()).toEqual([...lines, ...lines].map((line) => line.trimEnd()).sort());
});

test('beyond 16 MB lines are dropped, counted, and told once there is a reader again', () => {
  const { fd, read } = pipe();
  const { sink, losses } = sinkTo(fd);
  for (let i = 0; i < 200_000; i++) sink.write(LINE);
  expect(sink.lost).toBeGreaterThan(30_000);
  expect(losses).toEqual([]);
  let got = 0;
  for (let piece = read(); piece !== ''; piece = read()) {
    got += piece.length;
    sink.flush();
  }
  expect(losses).toEqual([sink.lost]);
  expect(got).toBe((200_000 - sink.lost) * LINE.length);
});

test('a dead reader: nothing throws, all lines count as lost, and nothing is kept for it', () => {
  const { fd, endReader } = pipe();
  const { sink, losses } = sinkTo(fd);
  sink.write(LINE);
  endReader();
  sink.flush();
  for (let i = 0; i < 1_000; i++) sink.write(LINE);
  sink.flush();
  expect([sink.lost, losses]).toEqual([1_001, []]);
  sink.end(); // does not wait for it
});

test('a full disk: nothing throws, and lines are kept for the time when there is room', () => {
  const { sink } = sinkTo(openSync('/dev/full', 'a'));
  for (let i = 0; i < 1_000; i++) sink.write(LINE);
  sink.flush();
  expect(sink.lost).toBe(0);
});
