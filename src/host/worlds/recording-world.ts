/**
 * Wraps a world and keeps everything that passes: what the suite does, and what comes from the subject, in order and with times.
 * Octets are kept as they came and become text only when the exchange is asked for, which is when a scenario has failed.
 * Leaves out judging and writing files. Source: src/check/exchange.ts.
 */
import type {
  Exchange,
  ExchangeEntry,
  Happening,
  LinkAct,
  ScenarioIdentity,
  SuiteCall,
  WaitOutcome,
} from '../../check/exchange.ts';
import { fingerprint } from '../../check/exchange.ts';
import {
  type Link,
  NotClaimed,
  type Subject,
  SubjectBroke,
  type SuiteListener,
  type World,
} from '../../check/world.ts';
import { toHex } from '../../lib/hex.ts';

export interface RecordedWorld extends World {
  /** Everything so far. */
  exchange(): Exchange;
}

/** An entry whose octets are not text yet. */
type RawEntry =
  | ExchangeEntry
  | { readonly atUs: number; readonly saw: 'received' | 'sent'; readonly link: number; readonly data: Uint8Array }
  | {
      readonly atUs: number;
      readonly call: 'write';
      readonly number: number;
      readonly link: number;
      readonly pieces: readonly Uint8Array[];
    };

/** How much of a link has been noted. */
interface Noted {
  readonly link: Link;
  received: number;
  sent: number;
  ended: Link['ended'];
}

interface NotedListener {
  readonly number: number;
  readonly inner: SuiteListener;
  readonly links: Link[];
}

interface State {
  readonly inner: World;
  readonly entries: RawEntry[];
  readonly links: Noted[];
  readonly listeners: NotedListener[];
  readonly counts: { request: number; dial: number; listen: number; write: number; wait: number };
  events: number;
  dead: boolean;
}

/** A world that behaves as `inner` and remembers. */
export function recordWorld(inner: World, scenario: ScenarioIdentity): RecordedWorld {
  const counts = { request: 0, dial: 0, listen: 0, write: 0, wait: 0 };
  const state: State = { inner, entries: [], links: [], listeners: [], counts, events: 0, dead: false };
  return {
    name: inner.name,
    silenceIsProvable: inner.silenceIsProvable,
    subject: recordSubject(state),
    nowUs: () => inner.nowUs(),
    wallMs: () => wallMs(state),
    dial: (address) => dial(state, address),
    listen: () => listen(state),
    until: (poll, forUs) => until(state, poll, forUs),
    close: () => inner.close(),
    exchange: () => exchangeOf(state, scenario),
  };
}

function exchangeOf(state: State, scenario: ScenarioIdentity): Exchange {
  harvest(state);
  const { name, silenceIsProvable, subject } = state.inner;
  const { hello, controllable, listensAt } = subject;
  return {
    version: 1,
    scenario,
    world: name,
    silenceIsProvable,
    hello,
    controllable,
    ...(listensAt === undefined ? {} : { listensAt }),
    stderr: subject.stderr(),
    entries: state.entries.map(asText),
  };
}

function asText(entry: RawEntry): ExchangeEntry {
  if ('data' in entry) {
    const { data, ...rest } = entry;
    return { ...rest, hex: toHex(data) };
  }
  if (!('pieces' in entry)) return entry;
  const { pieces, ...rest } = entry;
  return { ...rest, sizes: pieces.map((piece) => piece.length), print: fingerprint(pieces) };
}

function call(state: State, suiteCall: SuiteCall): void {
  harvest(state);
  state.entries.push({ atUs: state.inner.nowUs(), ...suiteCall });
}

function saw(state: State, happening: Happening): void {
  harvest(state);
  state.entries.push({ atUs: state.inner.nowUs(), ...happening });
}

/** Notes what has come since the last look, in the order of its times. */
function harvest(state: State): void {
  for (const listener of state.listeners) meet(state, listener);
  const news: RawEntry[] = state.links.flatMap(newsOf);
  const { subject } = state.inner;
  for (; state.events < subject.events.length; state.events++) {
    const event = subject.events[state.events];
    if (event !== undefined) news.push({ atUs: event.atUs, saw: 'event', event: event.event, fields: event.fields });
  }
  if (subject.death !== null && !state.dead) {
    state.dead = true;
    news.push({ atUs: state.inner.nowUs(), saw: 'death', sentence: subject.death });
  }
  state.entries.push(...(news.length > 1 ? news.sort((a, b) => a.atUs - b.atUs) : news));
}

function newsOf(noted: Noted): readonly RawEntry[] {
  const { link } = noted;
  const news: RawEntry[] = [];
  for (const piece of link.sent.slice(noted.sent)) news.push({ ...piece, saw: 'sent', link: link.id });
  for (const piece of link.received.slice(noted.received)) news.push({ ...piece, saw: 'received', link: link.id });
  noted.sent = link.sent.length;
  noted.received = link.received.length;
  if (link.ended !== null && link.ended.how !== noted.ended?.how)
    news.push({ atUs: link.ended.atUs, saw: 'ended', link: link.id, how: link.ended.how });
  noted.ended = link.ended;
  return news;
}

function meet(state: State, listener: NotedListener): void {
  for (const link of listener.inner.links.slice(listener.links.length)) {
    state.entries.push({ atUs: state.inner.nowUs(), saw: 'accepted', listener: listener.number, link: link.id });
    listener.links.push(recordLink(state, link));
  }
}

function recordSubject(state: State): Subject {
  const { subject } = state.inner;
  return {
    hello: subject.hello,
    controllable: subject.controllable,
    ...(subject.listensAt === undefined ? {} : { listensAt: subject.listensAt }),
    events: subject.events,
    get death() {
      return subject.death;
    },
    stderr: () => subject.stderr(),
    request: (op, args) => {
      const number = ++state.counts.request;
      call(state, { call: 'request', number, op, args });
      const answered = subject.request(op, args).then(
        (answer) => {
          saw(state, { saw: 'answer', number, answer });
          return answer;
        },
        (error: unknown) => {
          saw(state, {
            saw: 'no-answer',
            number,
            why: whyNot(error),
            message: error instanceof Error ? error.message : String(error),
          });
          throw error;
        },
      );
      answered.catch(() => undefined);
      return answered;
    },
  };
}

function whyNot(error: unknown): 'broke' | 'not-claimed' | 'fault' {
  if (error instanceof SubjectBroke) return 'broke';
  return error instanceof NotClaimed ? 'not-claimed' : 'fault';
}

/** What the clock said is kept: a replay has no other. */
function wallMs(state: State): number {
  const read = state.inner.wallMs();
  call(state, { call: 'clock', wallMs: read });
  return read;
}

async function dial(state: State, address: Parameters<World['dial']>[0]): Promise<Link | null> {
  const number = ++state.counts.dial;
  call(state, { call: 'dial', number, address });
  const link = await state.inner.dial(address);
  saw(state, { saw: 'dialled', number, link: link === null ? null : link.id });
  return link === null ? null : recordLink(state, link);
}

async function listen(state: State): Promise<SuiteListener> {
  const number = ++state.counts.listen;
  call(state, { call: 'listen', number });
  const inner = await state.inner.listen();
  saw(state, { saw: 'listening', number, address: inner.address });
  const listener: NotedListener = { number, inner, links: [] };
  state.listeners.push(listener);
  return {
    address: inner.address,
    get links() {
      harvest(state);
      return listener.links;
    },
    close: () => {
      call(state, { call: 'unlisten', listener: number });
      inner.close();
    },
  };
}

function recordLink(state: State, link: Link): Link {
  state.links.push({ link, received: 0, sent: 0, ended: null });
  const act = (name: LinkAct): void => {
    call(state, { call: 'act', link: link.id, act: name });
    link[name]();
  };
  return {
    id: link.id,
    get received() {
      return link.received;
    },
    get sent() {
      return link.sent;
    },
    get ended() {
      return link.ended;
    },
    write: async (pieces) => {
      const number = ++state.counts.write;
      harvest(state);
      state.entries.push({ atUs: state.inner.nowUs(), call: 'write', number, link: link.id, pieces });
      await link.write(pieces);
      saw(state, { saw: 'written', number });
    },
    end: () => act('end'),
    abort: () => act('abort'),
    pause: () => act('pause'),
    resume: () => act('resume'),
  };
}

async function until<T>(state: State, poll: () => T | undefined, forUs: number): Promise<T | undefined> {
  const number = ++state.counts.wait;
  call(state, { call: 'wait', number, forUs });
  let outcome: WaitOutcome = 'given';
  try {
    const given = await state.inner.until(() => {
      harvest(state);
      return poll();
    }, forUs);
    if (given === undefined) outcome = 'nothing';
    return given;
  } catch (error) {
    if (error instanceof SubjectBroke) outcome = 'broke';
    throw error;
  } finally {
    saw(state, { saw: 'waited', number, outcome });
  }
}
