/**
 * A world for tests of what speaks over links: no subject, one link, and a script of what arrives on it and when.
 * Time is virtual: it jumps to the next arrival or to the deadline. Leaves out everything else that worlds do.
 */
import { UsageError } from '../lib/errors.ts';
import type { Link, World } from './world.ts';

/** What arrives at a time: octets, or the end. */
export interface Arriving {
  readonly atUs: number;
  readonly what: Uint8Array | 'eof' | 'reset';
}

export interface ToyWorld {
  readonly world: World;
  readonly link: Link;
  /** Every piece that was written. */
  readonly written: Uint8Array[];
  /** Adds to the script. */
  arrive(atUs: number, what: Arriving['what']): void;
}

/** A toy world at time 0. */
export function createToyWorld(): ToyWorld {
  const script: Arriving[] = [];
  const written: Uint8Array[] = [];
  const received: { data: Uint8Array; atUs: number }[] = [];
  const sent: { data: Uint8Array; atUs: number }[] = [];
  let ended: Link['ended'] = null;
  let nowUs = 0;

  function play({ atUs, what }: Arriving): void {
    nowUs = Math.max(nowUs, atUs);
    if (typeof what === 'string') ended = { how: what, atUs: nowUs };
    else received.push({ data: what, atUs: nowUs });
  }

  async function until<T>(poll: () => T | undefined, forUs: number): Promise<T | undefined> {
    const endUs = nowUs + forUs;
    for (;;) {
      const given = poll();
      if (given !== undefined) return given;
      const next = script[0];
      if (next === undefined || next.atUs > endUs) break;
      script.shift();
      play(next);
    }
    nowUs = endUs;
    return undefined;
  }

  const refuse = (): never => {
    throw new UsageError('a toy world has no subject and no second link');
  };
  const link: Link = {
    id: 1,
    received,
    sent,
    get ended() {
      return ended;
    },
    write: (pieces) => {
      written.push(...pieces);
      for (const data of pieces) sent.push({ data, atUs: nowUs });
      return Promise.resolve();
    },
    end: () => undefined,
    abort: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  };
  const world = {
    ...{ name: 'sim', silenceIsProvable: true, subject: {}, until },
    ...{ nowUs: () => nowUs, wallMs: () => nowUs / 1000 },
    ...{ dial: refuse, listen: refuse, close: () => Promise.resolve() },
  } as unknown as World;
  return { world, link, written, arrive: (atUs, what) => void script.push({ atUs, what }) };
}
