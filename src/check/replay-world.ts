/**
 * A recorded exchange as a world: offline, deterministic, in virtual time. What the subject did comes again in the recorded order, never
 * ahead of what the suite has to do first; time jumps to the recorded times. A suite that does something else than it did then is told
 * so (ReplayDiverged). Leaves out the reference in the subject's seat. Source: DESIGN "replay", harness.md 2.4.
 */
import type { ContractAnswer, JsonObject } from '../lib/contract.ts';
import type { Address } from '../lib/machine.ts';
import type { Exchange, Happening } from './exchange.ts';
import { happen, stuck } from './replay-happenings.ts';
import { linkOf } from './replay-link.ts';
import { ReplayDiverged, createReel } from './replay-reel.ts';
import { type OpenWait, type ReplayState, outcomeOf } from './replay-state.ts';
import {
  type Link,
  NotClaimed,
  type Subject,
  SubjectBroke,
  type SuiteListener,
  type World,
  type WorldSource,
} from './world.ts';

/** Worlds that replay `exchange`, each from its beginning. */
export function replayWorldSource(exchange: Exchange): WorldSource {
  return {
    name: 'replay',
    hello: () => Promise.resolve(exchange.hello),
    open: () => Promise.resolve(replayWorld(exchange)),
    close: () => Promise.resolve(),
  };
}

function replayWorld(exchange: Exchange): World {
  const sink = {
    happen: (happening: Happening) => happen(state, happening),
    stuck: (ended: boolean) => stuck(state, ended),
  };
  const state: ReplayState = {
    exchange,
    reel: createReel(exchange, sink),
    links: new Map(),
    listeners: new Map(),
    events: [],
    waits: new Map(),
    calls: new Map(),
    death: null,
  };
  return {
    name: 'replay',
    silenceIsProvable: exchange.silenceIsProvable,
    subject: replaySubject(state),
    nowUs: () => state.reel.nowUs(),
    wallMs: () => state.reel.perform('clock', () => true, 'look at the clock').wallMs,
    dial: (address) => dial(state, address),
    listen: () => listen(state),
    until: (poll) => until(state, poll),
    close: () => Promise.resolve(closeAll(state)),
  };
}

function closeAll(state: ReplayState): void {
  for (const wait of [...state.waits.values()]) wait.giveUp();
  for (const call of [...state.calls.values()]) call.fail(new SubjectBroke('the scenario is over'));
}

function replaySubject(state: ReplayState): Subject {
  const { hello, controllable, listensAt, stderr } = state.exchange;
  return {
    hello,
    controllable,
    ...(listensAt === undefined ? {} : { listensAt }),
    events: state.events,
    get death() {
      return state.death;
    },
    stderr: () => stderr,
    request: (op, args) => request(state, op, args),
  };
}

function request(state: ReplayState, op: string, args: JsonObject): Promise<ContractAnswer> {
  const wanted = JSON.stringify(args);
  const answered = outcomeOf(state, 'request', () => {
    const found = state.reel.perform(
      'request',
      (call) => call.op === op && JSON.stringify(call.args) === wanted,
      `request "${op}" ${wanted}`,
    );
    return found.number;
  }).then((happening) => {
    if (happening.saw === 'answer') return happening.answer;
    const message = happening.saw === 'no-answer' ? happening.message : 'no answer';
    if (happening.saw === 'no-answer' && happening.why === 'not-claimed') throw new NotClaimed(message);
    throw new SubjectBroke(message);
  });
  answered.catch(() => undefined);
  return answered;
}

async function dial(state: ReplayState, address: Address): Promise<Link | null> {
  const same = JSON.stringify(address);
  const happening = await outcomeOf(state, 'dial', () => {
    return state.reel.perform('dial', (call) => JSON.stringify(call.address) === same, `dial to ${same}`).number;
  });
  const id = happening.saw === 'dialled' ? happening.link : null;
  return id === null ? null : linkOf(state, id);
}

async function listen(state: ReplayState): Promise<SuiteListener> {
  const happening = await outcomeOf(state, 'listen', () => state.reel.perform('listen', () => true, 'listen').number);
  const number = happening.saw === 'listening' ? happening.number : 0;
  const listener = state.listeners.get(number);
  if (listener === undefined) throw new ReplayDiverged('the record has no listener here');
  return {
    ...listener,
    close: () => void state.reel.perform('unlisten', (call) => call.listener === number, 'end of listening'),
  };
}

function until<T>(state: ReplayState, poll: () => T | undefined): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // How long is no sign of another suite: it hangs on the clock between two waits.
    const record = state.reel.perform('wait', () => true, 'wait');
    const over = (): void => {
      if (state.waits.delete(record.number)) state.reel.release();
    };
    const settle = (act: () => void): true => {
      over();
      act();
      return true;
    };
    const wait: OpenWait = {
      deadlineUs: state.reel.nowUs() + record.forUs,
      ask: () => {
        try {
          const given = poll();
          return given !== undefined && settle(() => resolve(given));
        } catch (error) {
          return settle(() => reject(error));
        }
      },
      giveUp: () => void settle(() => resolve(undefined)),
      fail: (error) => void settle(() => reject(error)),
    };
    state.waits.set(record.number, wait);
    state.reel.hold();
    wait.ask();
  });
}
