/** A connection of a replay: the suite's deeds on it are looked up in the record. Leaves out what arrives (replay-happenings.ts). */
import { type LinkAct, fingerprint } from './exchange.ts';
import type { CallOf } from './replay-reel.ts';
import { type ReplayLink, type ReplayState, outcomeOf } from './replay-state.ts';

/** The connection with this id, made at its first mention. */
export function linkOf(state: ReplayState, id: number): ReplayLink {
  const known = state.links.get(id);
  if (known !== undefined) return known;
  const act = (name: LinkAct): void => {
    state.reel.perform('act', (call) => call.link === id && call.act === name, `${name} of connection ${id}`);
  };
  const link: ReplayLink = {
    id,
    received: [],
    sent: [],
    ended: null,
    write: (pieces) => write(state, link, pieces),
    end: () => act('end'),
    abort: () => act('abort'),
    pause: () => act('pause'),
    resume: () => act('resume'),
  };
  state.links.set(id, link);
  return link;
}

function write(state: ReplayState, link: ReplayLink, pieces: readonly Uint8Array[]): Promise<void> {
  const sizes = pieces.map((piece) => piece.length).join();
  const print = fingerprint(pieces);
  const written = outcomeOf(state, 'write', () => {
    const what = `write of these ${sizes} octets on connection ${link.id}`;
    const same = (call: CallOf<'write'>): boolean =>
      call.link === link.id && call.sizes.join() === sizes && call.print === print;
    return state.reel.perform('write', same, what).number;
  }).then(() => undefined);
  // Who does not wait for a write hears of a divergence at the next wait.
  written.catch(() => undefined);
  return written;
}
