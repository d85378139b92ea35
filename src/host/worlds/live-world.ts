/**
 * A scenario's world over real sockets: dials and listens, and waits on the bell that everything rings, never by the clock alone.
 * Leaves out who the subject is (adapter-world.ts, target-world.ts). Source: DESIGN "Worlds, targets, verdicts".
 */
import { SubjectBroke, type Subject, type SuiteListener, type World, type WorldName } from '../../check/world.ts';
import type { Address } from '../../lib/machine.ts';
import type { Scene } from './pulse.ts';
import { dialTcp, type TcpLink } from './tcp-link.ts';
import { listenTcp } from './tcp-listener.ts';

/** A subject that its world can bring back to the beginning. */
export interface LiveSubject extends Subject {
  /** Forgets the scenario; never throws. */
  reset(): Promise<void>;
}

interface State {
  readonly scene: Scene;
  readonly subject: LiveSubject;
  readonly links: TcpLink[];
  readonly listeners: SuiteListener[];
  readonly waits: Set<() => void>;
  lastLink: number;
  dialling: number;
}

/** What a dead subject's sockets may still hold is waited for so long. */
const drainMs = 500;

/** A world over `subject`, whose events and death ring `scene.pulse`. */
export function createLiveWorld(name: WorldName, subject: LiveSubject, scene: Scene): World {
  const state: State = { scene, subject, links: [], listeners: [], waits: new Set(), lastLink: 0, dialling: 0 };
  return {
    name,
    silenceIsProvable: false,
    subject,
    nowUs: scene.nowUs,
    wallMs: scene.wallMs,
    dial: (address) => dial(state, address),
    listen: async () => {
      const listener = await listenTcp(scene, (make) => adopt(state, make));
      state.listeners.push(listener);
      return listener;
    },
    until: (poll, forUs) => wait(state, poll, forUs),
    close: () => close(state),
  };
}

async function dial(state: State, address: Address): Promise<TcpLink | null> {
  const { scene, subject } = state;
  state.dialling++;
  const link = await dialTcp(++state.lastLink, address, scene).finally(() => state.dialling--);
  if (link !== null) state.links.push(link);
  scene.pulse.ring();
  // Whoever is dead refuses too, and the news of the death may be a turn behind.
  if (link === null) await new Promise((resolve) => setImmediate(resolve));
  if (link === null && subject.death !== null) throw new SubjectBroke(subject.death);
  return link;
}

function adopt(state: State, make: (id: number) => TcpLink): TcpLink {
  const link = make(++state.lastLink);
  state.links.push(link);
  return link;
}

async function close(state: State): Promise<void> {
  for (const listener of state.listeners) listener.close();
  for (const link of state.links) link.destroy();
  for (const giveUp of [...state.waits]) giveUp();
  await state.subject.reset();
}

/** One `until` that goes on; `settle` ends it, once. */
interface Wait {
  open: boolean;
  /** Asks the poll; ends the wait where it gives something or throws. */
  ask(): void;
  broke(): void;
  giveUp(): void;
  readonly timers: { deadline?: NodeJS.Timeout; drain?: NodeJS.Timeout };
}

function wait<T>(state: State, poll: () => T | undefined, forUs: number): Promise<T | undefined> {
  const { subject, scene } = state;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      if (!current.open) return;
      current.open = false;
      state.waits.delete(current.giveUp);
      silence();
      clearTimeout(current.timers.deadline);
      clearTimeout(current.timers.drain);
      act();
    };
    const current: Wait = {
      open: true,
      ask: () => {
        if (!current.open) return;
        try {
          const given = poll();
          if (given !== undefined) settle(() => resolve(given));
        } catch (error) {
          settle(() => reject(error));
        }
      },
      broke: () => settle(() => reject(new SubjectBroke(subject.death ?? 'the subject broke'))),
      giveUp: () => settle(() => resolve(undefined)),
      timers: {},
    };
    const silence = scene.pulse.listen(() => look(state, current));
    state.waits.add(current.giveUp);
    look(state, current);
    if (current.open) arm(state, current, scene.nowUs() + forUs);
  });
}

/** After a ring. A dead subject ends the wait as soon as its sockets have given what they hold. */
function look(state: State, current: Wait): void {
  current.ask();
  if (!current.open || state.subject.death === null) return;
  const last = (): void => {
    current.ask();
    current.broke();
  };
  current.timers.drain ??= setTimeout(() => setImmediate(last), drainMs);
  // Also a connection that nobody has accepted yet may hold something: one more turn shows it.
  if (drained(state)) setImmediate(() => drained(state) && last());
}

function drained(state: State): boolean {
  return state.dialling === 0 && state.links.every((link) => link.over);
}

function arm(state: State, current: Wait, deadlineUs: number): void {
  const { scene, subject } = state;
  const last = (): void => {
    current.ask();
    if (subject.death === null) current.giveUp();
    else current.broke();
  };
  const leftMs = Math.min((deadlineUs - scene.nowUs()) / 1000, 2 ** 30);
  current.timers.deadline = setTimeout(() => {
    if (scene.nowUs() < deadlineUs) arm(state, current, deadlineUs);
    // One more turn: what lies in the sockets came in time, though we were late to read it.
    else setImmediate(last);
  }, leftMs);
}
