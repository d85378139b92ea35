/**
 * One TCP connection as the suite's end of a link: every piece in and out with its time, half-close, reset, and reading that stops and
 * goes on. Leaves out what the octets mean. Segments are requested, not forced: no-delay, a write for each piece, a pause between them.
 * Source: DESIGN "Facts that cost an hour each" (a peer that closes while we write; single octets that arrive joined).
 */
import { type Socket, connect } from 'node:net';
import type { Link, LinkEnd } from '../../check/world.ts';
import { HostError } from '../../lib/errors.ts';
import type { Address } from '../../lib/machine.ts';
import type { Scene } from './pulse.ts';

/** A link with what its world needs besides. */
export interface TcpLink extends Link {
  /** True when nothing can arrive any more. */
  readonly over: boolean;
  /** Ends both directions and forgets what is queued. */
  destroy(): void;
}

interface Piece {
  readonly data: Uint8Array;
  readonly atUs: number;
}

interface State {
  readonly socket: Socket;
  readonly scene: Scene;
  readonly received: Piece[];
  readonly sent: Piece[];
  ended: { readonly how: LinkEnd; readonly atUs: number } | null;
  closed: boolean;
  /** The writes and the end that were asked for, one after the other. */
  tail: Promise<void>;
}

/** Between two pieces; about the least that keeps them apart under load. */
const pieceUs = 1_000;
/** Pieces of one write that are kept apart by the clock; later ones only by a turn of the event loop, so that long writes end. */
const pacedPieces = 256;
/** A write that the peer takes nothing of for so long resolves, though octets are queued. */
const stallMs = 10_000;
const dialMs = 5_000;

/** Our own limits, not the subject's refusal. */
const ourFaults = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);

/** The link over a connected socket that was made with `allowHalfOpen` and `noDelay` and not read from yet. */
export function createTcpLink(id: number, socket: Socket, scene: Scene): TcpLink {
  const state: State = { socket, scene, received: [], sent: [], ended: null, closed: false, tail: Promise.resolve() };
  listenTo(state);
  return {
    id,
    received: state.received,
    sent: state.sent,
    get ended() {
      return state.ended;
    },
    get over() {
      return state.closed || state.ended !== null;
    },
    write: (pieces) =>
      told(
        state,
        inTurn(state, () => writeAll(state, pieces)),
      ),
    end: () => void inTurn(state, () => Promise.resolve(void socket.end())),
    abort: () => void socket.resetAndDestroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
}

function listenTo(state: State): void {
  const { socket, scene } = state;
  socket.on('data', (data: Buffer) => {
    // A copy of its own: the buffer that Node gives may be far larger than the piece.
    state.received.push({ data: new Uint8Array(data), atUs: scene.nowUs() });
    scene.pulse.ring();
  });
  socket.on('end', () => note(state, 'eof'));
  socket.on('error', () => note(state, 'reset'));
  socket.on('close', () => {
    state.closed = true;
    scene.pulse.ring();
  });
}

function note(state: State, how: LinkEnd): void {
  state.ended = { how, atUs: state.scene.nowUs() };
  state.scene.pulse.ring();
}

function inTurn(state: State, act: () => Promise<void>): Promise<void> {
  state.tail = state.tail.then(act);
  return state.tail;
}

/** Rings after whoever waits for the write has been told: that it is done is an event as well. */
function told({ scene }: State, written: Promise<void>): Promise<void> {
  void written.then(() => setImmediate(() => scene.pulse.ring()));
  return written;
}

async function writeAll(state: State, pieces: readonly Uint8Array[]): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && index < pacedPieces) await pause(state.scene, pieceUs);
    // What has arrived must be read before a write can find the connection reset and lose it.
    await turn();
    if (!(await writeOne(state, piece))) return;
  }
}

/** Whether the piece was taken. */
function writeOne(state: State, data: Uint8Array): Promise<boolean> {
  const { socket, scene } = state;
  if (!socket.writable) return Promise.resolve(false);
  state.sent.push({ data, atUs: scene.nowUs() });
  return new Promise((resolve) => {
    const done = (taken: boolean): void => {
      clearTimeout(timer);
      socket.off('close', lost);
      resolve(taken);
    };
    const lost = (): void => done(false);
    const timer = setTimeout(lost, stallMs);
    socket.once('close', lost);
    socket.write(data, (error) => done(error === undefined || error === null));
  });
}

/** Timers count whole milliseconds and may come almost one early; hence the clock decides. */
async function pause(scene: Scene, us: number): Promise<void> {
  const untilUs = scene.nowUs() + us;
  while (scene.nowUs() < untilUs) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** One turn of the event loop, in which sockets are read. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Dials; null where it is refused, not reachable or not answered within 5 s. Throws HostError for a lack of our own. */
export function dialTcp(id: number, address: Address, scene: Scene): Promise<TcpLink | null> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, allowHalfOpen: true, noDelay: true });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      dialMs,
    );
    const refused = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      if (ourFaults.has(error.code ?? '')) reject(new HostError(`cannot dial: ${error.message}`));
      else resolve(null);
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refused);
      resolve(createTcpLink(id, socket, scene));
    });
  });
}
