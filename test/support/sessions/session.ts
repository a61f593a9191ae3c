/** A session of two peers of one ecosystem: thousands of messages both ways, acknowledged, while connections are cut again and again. */
import { Listener, Script, type Chat, type Faults } from './script.js';

/** What a peer is told. */
export interface Ear {
  hear(chat: Chat): void;
  /** What the ecosystem's own code takes for an error of the protocol. */
  wrong(what: string): void;
}

export interface Served {
  readonly url: URL;
  /** Times that a client came, or came back, to be told. */
  readonly joins: number;
  /** Ends all connections without a word, as a network does. */
  cut(): void;
}

/** Client and server of an ecosystem. What they open is closed with the test. */
export interface Peers {
  readonly name: string;
  /** Messages that may wait for their acknowledgement at once. */
  readonly window: number;
  /** What is under way when a connection is cut arrives all the same; else it is cut between messages. */
  readonly survivesCuts: boolean;
  /** What is said is told to conversations: card numbers come in pieces as well. */
  readonly isFollowed: boolean;
  /** `answer` tells what the client is told when the server has heard a message. */
  serve(ear: Omit<Ear, 'hear'> & { answer(chat: Chat): Chat }): Promise<Served>;
  /** The client; it says a message and resolves when that is acknowledged. */
  join(url: URL, ear: Ear): Promise<(chat: Chat) => Promise<void>>;
}

export interface SessionOptions {
  /** Each way. */
  readonly messages: number;
  readonly cuts: number;
  readonly seed: number;
  /** Where the client goes to reach a server. */
  readonly through: (upstream: URL) => Promise<URL>;
  readonly onProgress?: (acknowledged: number) => void;
}

export interface SessionReport extends Faults {
  /** Messages that arrived, both ways together. */
  readonly arrived: number;
  readonly acknowledged: number;
  readonly cuts: number;
  readonly errors: readonly string[];
}

/** Nothing of a session takes longer, a reconnect included. */
const PATIENCE_MS = 20_000;
const POLL_MS = 2;

export async function runSession(peers: Peers, options: SessionOptions): Promise<SessionReport> {
  const { messages, cuts, seed, through, onProgress = () => undefined } = options;
  const [customer, agent] = [new Script(seed, 'customer', peers.isFollowed), new Script(seed + messages, 'agent', peers.isFollowed)];
  const [asked, told] = [new Listener(customer), new Listener(agent)];
  const errors: string[] = [];
  const wrong = (what: string): void => void errors.push(what);
  let answers = 0;
  const answer = (chat: Chat): Chat => {
    asked.hear(chat);
    return agent.chat(answers++);
  };
  const server = await peers.serve({ answer, wrong });
  const say = await peers.join(await through(server.url), { hear: (chat) => told.hear(chat), wrong });
  let acknowledged = 0;
  const pending = new Set<Promise<void>>();
  const send = (index: number): void => {
    const done = (): void => onProgress(++acknowledged);
    const failed = (error: unknown): void => wrong(String(error));
    const sent = within(say(customer.chat(index)), `the acknowledgement of message ${index}`)
      .then(done, failed)
      .finally(() => pending.delete(sent));
    pending.add(sent);
  };
  const cutAt = (index: number): boolean => index > 0 && index % Math.ceil(messages / (cuts + 1)) === 0;
  for (let index = 0; index < messages && errors.length === 0; index++) {
    if (cutAt(index)) await cut(server, peers.survivesCuts ? undefined : () => pending.size === 0 && told.heard === index);
    while (pending.size >= peers.window) await Promise.race(pending);
    send(index);
  }
  await Promise.all(pending);
  await until(() => told.heard >= messages);
  const [there, back] = [asked.faults(messages), told.faults(messages)];
  return {
    arrived: asked.heard + told.heard,
    acknowledged,
    cuts,
    errors,
    lost: there.lost + back.lost,
    misplaced: there.misplaced + back.misplaced,
    changed: there.changed + back.changed,
    leaks: there.leaks + back.leaks,
  };
}

/** Cuts the connection, between messages where `isQuiet` says when that is: then the client is waited for as well. */
async function cut(server: Served, isQuiet: (() => boolean) | undefined): Promise<void> {
  if (isQuiet !== undefined) await until(isQuiet);
  const { joins } = server;
  server.cut();
  if (isQuiet !== undefined) await until(() => server.joins > joins);
}

/** Waits for a condition, and no longer than patience lasts: what is missing then shows in the report. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!condition() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

async function within(done: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MS);
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
