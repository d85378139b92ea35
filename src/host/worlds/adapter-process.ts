/**
 * One process behind the adapter contract: asks one request at a time, keeps what it writes to standard error, and ends it for good at
 * the first breach of the contract, told as one sentence. Leaves out starting afresh (adapter-world.ts) and what operations mean.
 * Source: spec/adapter.md.
 */
import { SubjectBroke } from '../../check/world.ts';
import type { ContractAnswer, JsonObject } from '../../lib/contract.ts';
import { readAdapterLine } from './adapter-line.ts';
import { splitCommand } from './command-line.ts';
import { createLineReader } from './line-reader.ts';
import { type ProcessGroup, startGroup } from './process-group.ts';
import { createTail, type Tail } from './tail.ts';

/** Bounds of one adapter process; all times in milliseconds. */
export interface AdapterBounds {
  /** Until an answer has come. */
  readonly answerMs: number;
  /** The same for `scan`. */
  readonly scanMs: number;
  /** Each step of the end: closed standard input, SIGTERM, SIGKILL. */
  readonly endMs: number;
  /** Octets of one line. */
  readonly lineOctets: number;
  /** Events of one scenario. */
  readonly events: number;
}

export const adapterBounds: AdapterBounds = {
  answerMs: 10_000,
  scanMs: 15_000,
  endMs: 2_000,
  lineOctets: 64 * 1024 * 1024,
  events: 100_000,
};

export interface AdapterOptions {
  /** One text is split into words as a shell would; a list is taken as it is. */
  readonly command: string | readonly string[];
  readonly bounds?: Partial<AdapterBounds>;
  onEvent?(event: string, fields: JsonObject): void;
  onDeath?(sentence: string): void;
  /** Every line that goes to the adapter and comes from it. */
  onLine?(direction: '>' | '<', text: string): void;
}

export interface AdapterProcess {
  /** Asks and waits for the answer; requests queue up. Throws SubjectBroke when the adapter is or becomes dead. */
  request(op: string, args: JsonObject): Promise<ContractAnswer>;
  /** Null while it lives; else how it ended, as a sentence. */
  readonly death: string | null;
  /** True where the command could not be started at all, so that another try is of no use. */
  readonly unstartable: boolean;
  /** The last 64 KiB that it wrote to standard error since `begin`. */
  stderr(): string;
  /** A scenario begins: standard error and the count of events start anew. */
  begin(): void;
  /** Drops requests that were not sent yet. */
  dropQueue(): void;
  /** Declares it dead for a breach that others have seen; `sentence` is whole. */
  fail(sentence: string): void;
  /** Closes its input and waits until it is gone; SIGTERM, then SIGKILL where it does not go. Gives how it went. Never throws. */
  end(): Promise<AdapterEnd>;
}

/** `input`: it ended by itself when its input was closed. */
export type AdapterEnd = 'input' | 'SIGTERM' | 'SIGKILL';

interface Asked {
  readonly op: string;
  readonly args: JsonObject;
  resolve(answer: ContractAnswer): void;
  reject(error: SubjectBroke): void;
}

interface State {
  readonly options: AdapterOptions;
  readonly bounds: AdapterBounds;
  readonly group: ProcessGroup;
  readonly stderr: Tail;
  readonly queue: Asked[];
  pending: { readonly id: number; readonly asked: Asked; readonly timer: NodeJS.Timeout } | null;
  lastId: number;
  events: number;
  death: string | null;
  unstartable: boolean;
  /** Resolved when the process is gone and its output read. */
  readonly gone: Promise<void>;
  ending: Promise<AdapterEnd> | null;
}

/**
 * Starts the command. Throws UsageError for a command that cannot be split. That it cannot be started is its `death`, for a few reasons
 * a SubjectBroke thrown at once.
 */
export function startAdapter(options: AdapterOptions): AdapterProcess {
  const argv = typeof options.command === 'string' ? splitCommand(options.command) : options.command;
  const group = startGroup(argv, async () => void (await end(state)));
  let goneNow: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (goneNow = resolve));
  const state: State = {
    options,
    bounds: { ...adapterBounds, ...options.bounds },
    group,
    stderr: createTail(64 * 1024),
    queue: [],
    pending: null,
    lastId: 0,
    events: 0,
    death: null,
    unstartable: false,
    gone,
    ending: null,
  };
  listenTo(state, argv[0] ?? '', goneNow);
  return face(state);
}

function face(state: State): AdapterProcess {
  return {
    request: (op, args) => request(state, op, args),
    get death() {
      return state.death;
    },
    get unstartable() {
      return state.unstartable;
    },
    stderr: () => state.stderr.text(),
    begin: () => {
      state.stderr.clear();
      state.events = 0;
    },
    dropQueue: () => {
      for (const asked of state.queue.splice(0))
        asked.reject(new SubjectBroke(`"${asked.op}" was never asked: the scenario is over`));
    },
    fail: (sentence) => die(state, sentence),
    end: () => end(state),
  };
}

function listenTo(state: State, file: string, goneNow: () => void): void {
  const { child } = state.group;
  const reader = createLineReader(state.bounds.lineOctets, {
    line: (text) => onLine(state, text),
    fault: (sentence) => die(state, `the adapter ${sentence}`),
  });
  child.stdout.on('data', (data: Buffer) => reader.push(data));
  child.stderr.on('data', (data: Buffer) => state.stderr.push(data));
  child.stdout.on('end', () => pipeClosed(state, 'output'));
  child.stdin.on('error', () => pipeClosed(state, 'input'));
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (child.pid !== undefined) return;
    state.unstartable = true;
    state.group.release();
    goneNow();
    die(state, `the adapter cannot be started: ${startFault(error, file)}`);
  });
  child.on('exit', () => {
    state.group.destroy();
    // A process that got away with the pipes (another group, another environment) must not keep us waiting for their end.
    const timer = setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe.destroy()), 500);
    void state.gone.then(() => clearTimeout(timer));
  });
  // `close` follows `exit` when all output is read; nothing of the group holds the pipes any more.
  child.on('close', (code, signal) => {
    state.group.release();
    goneNow();
    const part = reader.buffered > 0 ? ', in the middle of a line' : '';
    die(state, `the adapter ${exitText(code, signal)}${openText(state)}${part}`);
  });
}

function startFault(error: NodeJS.ErrnoException, file: string): string {
  if (error.code === 'ENOENT') return `there is no command ${JSON.stringify(file)}`;
  if (error.code === 'EACCES') return `${JSON.stringify(file)} is not executable`;
  return error.message;
}

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

function openText(state: State): string {
  return state.pending === null ? '' : ` before it answered "${state.pending.asked.op}"`;
}

/** A closed pipe is mostly the first sign of an exit, which says more; so the exit has a moment to come first. */
function pipeClosed(state: State, which: 'input' | 'output'): void {
  if (state.death !== null || state.ending !== null) return;
  const timer = setTimeout(() => die(state, `the adapter closed its standard ${which}${openText(state)}`), 500);
  void state.gone.then(() => clearTimeout(timer));
}

function request(state: State, op: string, args: JsonObject): Promise<ContractAnswer> {
  const answered = new Promise<ContractAnswer>((resolve, reject) => {
    state.queue.push({ op, args, resolve, reject });
    sendNext(state);
  });
  // Who asked may look at the outcome later; until then a broken subject is no unhandled rejection.
  answered.catch(() => undefined);
  return answered;
}

function sendNext(state: State): void {
  if (state.death !== null) return rejectAll(state, state.death);
  if (state.pending !== null) return;
  const asked = state.queue.shift();
  if (asked === undefined) return;
  const id = ++state.lastId;
  const timer = setTimeout(() => setImmediate(() => expire(state, id)), answerMs(state, asked.op));
  state.pending = { id, asked, timer };
  const line = JSON.stringify({ id, op: asked.op, ...asked.args });
  state.options.onLine?.('>', line);
  state.group.child.stdin.write(`${line}\n`);
}

function answerMs(state: State, op: string): number {
  return op === 'scan' ? state.bounds.scanMs : state.bounds.answerMs;
}

function expire(state: State, id: number): void {
  if (state.pending?.id !== id) return;
  const { op } = state.pending.asked;
  die(state, `the adapter gave no answer to "${op}" within ${answerMs(state, op) / 1000} s`);
}

function onLine(state: State, text: string): void {
  if (state.death !== null) return;
  state.options.onLine?.('<', text);
  const line = readAdapterLine(text);
  if (line.kind === 'breach') return die(state, `the adapter ${line.sentence}`);
  if (line.kind === 'answer') return onAnswer(state, line.id, line.answer);
  if (++state.events > state.bounds.events)
    return die(state, `the adapter sent more than ${state.bounds.events} events in one scenario`);
  state.options.onEvent?.(line.event, line.fields);
}

function onAnswer(state: State, id: number, answer: ContractAnswer): void {
  const { pending } = state;
  if (pending === null) return die(state, `the adapter answered with id ${id} where nothing was asked`);
  if (pending.id !== id)
    return die(state, `the adapter answered with id ${id} where ${pending.id} ("${pending.asked.op}") was asked`);
  clearTimeout(pending.timer);
  state.pending = null;
  pending.asked.resolve(answer);
  sendNext(state);
}

function die(state: State, sentence: string): void {
  if (state.death !== null) return;
  state.death = sentence;
  rejectAll(state, sentence);
  void end(state);
  state.options.onDeath?.(sentence);
}

function rejectAll(state: State, sentence: string): void {
  const asked = [...(state.pending === null ? [] : [state.pending.asked]), ...state.queue.splice(0)];
  if (state.pending !== null) clearTimeout(state.pending.timer);
  state.pending = null;
  for (const { reject } of asked) reject(new SubjectBroke(sentence));
}

function end(state: State): Promise<AdapterEnd> {
  state.ending ??= endInOrder(state);
  return state.ending;
}

async function endInOrder(state: State): Promise<AdapterEnd> {
  const { group, bounds } = state;
  group.child.stdin.end();
  if (await within(state.gone, bounds.endMs)) return 'input';
  group.signal('SIGTERM');
  if (await within(state.gone, bounds.endMs)) return 'SIGTERM';
  group.destroy();
  await within(state.gone, bounds.endMs);
  return 'SIGKILL';
}

/** Whether `done` came within `ms`. */
async function within(done: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const inTime = await Promise.race([done.then(() => true as const), late]);
  clearTimeout(timer);
  return inTime;
}
