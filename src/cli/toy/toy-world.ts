/**
 * The toy suite's worlds: a subject in memory that answers one octet for one octet, 7 when it is good, and in many ways when it is not.
 * Leaves out a network. What it does stands in the profile option `behaviour`.
 */
import { replayWorldSource } from '../../check/replay-world.ts';
import type { RunSettings } from '../../check/settings.ts';
import {
  type Link,
  NotClaimed,
  type Subject,
  SubjectBroke,
  type World,
  type WorldName,
  type WorldSource,
} from '../../check/world.ts';

interface Toy {
  death: string | null;
  readonly received: { data: Uint8Array; atUs: number }[];
  readonly sent: { data: Uint8Array; atUs: number }[];
  nowUs: number;
}

let changes = 0;

/** Opens the toy's source of a world. */
export function openSource(name: WorldName, { profile, exchange, target }: RunSettings): Promise<WorldSource> {
  if (name === 'replay' && exchange !== undefined) return Promise.resolve(replayWorldSource(exchange));
  const behaviour = profile['behaviour'] ?? 'good';
  const hello = { name: 'toy', version: '1.0', roles: target?.roles ?? ['node'], claims: ['timers'] };
  return Promise.resolve({
    name,
    hello: () => {
      if (behaviour === 'unopenable')
        throw new SubjectBroke('the adapter cannot be started: there is no command "nothing"');
      if (behaviour === 'speechless') throw new NotClaimed('the adapter does not support protocol toy');
      return Promise.resolve(hello);
    },
    open: () => {
      if (behaviour === 'dies-early') throw new SubjectBroke('the adapter was ended by SIGKILL');
      return Promise.resolve(toyWorld(name, behaviour, hello));
    },
    close: () => Promise.resolve(),
  });
}

function toyWorld(name: WorldName, behaviour: string, hello: Subject['hello']): World {
  const toy: Toy = { death: null, received: [], sent: [], nowUs: 0 };
  return {
    name,
    silenceIsProvable: name === 'sim',
    subject: {
      hello,
      controllable: name !== 'target',
      events: [],
      stderr: () => 'toy: <nothing to say>\n',
      get death() {
        return toy.death;
      },
      request: () =>
        behaviour === 'unsupported'
          ? Promise.reject(new NotClaimed('"set" is unsupported'))
          : Promise.resolve({ ok: {} }),
    },
    nowUs: () => toy.nowUs,
    wallMs: () => toy.nowUs / 1000,
    dial: () => Promise.resolve(behaviour === 'silent' ? null : linkTo(toy, octetOf(name, behaviour), behaviour)),
    listen: () => Promise.reject(new NotClaimed('a toy never dials')),
    until: (poll, forUs) => until(toy, poll, forUs),
    close: () => {
      if (behaviour === 'dies-in-reset') toy.death = 'the adapter gave no answer to "reset" within 10 s';
      return Promise.resolve();
    },
  };
}

function octetOf(name: WorldName, behaviour: string): number {
  if (behaviour === 'changing') return changes++ % 2 === 0 ? 7 : 8;
  return behaviour === 'wrong' || (behaviour === 'wrong-in-tcp' && name === 'tcp') ? 8 : 7;
}

function linkTo(toy: Toy, octet: number, behaviour: string): Link {
  const ignore = (): void => undefined;
  return {
    id: 1,
    received: toy.received,
    sent: toy.sent,
    ended: null,
    end: ignore,
    abort: ignore,
    pause: ignore,
    resume: ignore,
    write: (pieces) => {
      for (const data of pieces) toy.sent.push({ data, atUs: toy.nowUs });
      toy.nowUs += behaviour === 'late' ? 5000 : 100;
      if (behaviour === 'dies') toy.death = 'the adapter was ended by SIGSEGV';
      else toy.received.push({ data: Uint8Array.of(octet), atUs: toy.nowUs });
      return Promise.resolve();
    },
  };
}

function until<T>(toy: Toy, poll: () => T | undefined, forUs: number): Promise<T | undefined> {
  const given = poll();
  if (given !== undefined) return Promise.resolve(given);
  if (toy.death !== null) return Promise.reject(new SubjectBroke(toy.death));
  toy.nowUs += forUs;
  return Promise.resolve(poll());
}
