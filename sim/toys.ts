/**
 * Three small machines for the simulator's own tests: one that echoes, one that sends much by drain, one that stores and loads.
 *
 * Leaves out every real protocol.
 */
import type { Address, Env, Input, Machine, Out, StoreMode } from '../src/lib/machine.ts';

export type ToyCommand =
  | { readonly kind: 'listen'; readonly at: Address }
  | { readonly kind: 'connect'; readonly at: Address }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'wake'; readonly atUs: number }
  | { readonly kind: 'store'; readonly path: string; readonly text: string; readonly mode?: StoreMode }
  | { readonly kind: 'load'; readonly path: string }
  | { readonly kind: 'run'; readonly program: string }
  | { readonly kind: 'kill' }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'throw' };

/** What a toy says: the name of what happened, and its text. */
export interface ToyEvent {
  readonly what: string;
  readonly text: string;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (data: Uint8Array): string => new TextDecoder().decode(data);

interface ToyState {
  wakeAtUs: number | null;
  conn: number;
  dialled: number;
}

const obey = (command: ToyCommand, state: ToyState, out: Out<ToyEvent>): void => {
  const { conn } = state;
  if (command.kind === 'listen') out.listen(1, command.at);
  if (command.kind === 'connect') {
    state.dialled += 2;
    state.conn = state.dialled;
    out.connect(state.conn, command.at);
  }
  if (command.kind === 'send') out.send(conn, encode(command.text));
  if (command.kind === 'end') out.end(conn);
  if (command.kind === 'pause') out.pause(conn);
  if (command.kind === 'resume') out.resume(conn);
  if (command.kind === 'wake') state.wakeAtUs = command.atUs;
  if (command.kind === 'store') out.store(1, command.path, encode(command.text), command.mode ?? 'append');
  if (command.kind === 'load') out.load(2, '', command.path, 0, 1000);
  if (command.kind === 'run') out.run(1, { folder: 'job', program: command.program, log: 'log' });
  if (command.kind === 'kill') out.kill(1);
  if (command.kind === 'sweep') out.sweep(3, 'job');
  if (command.kind === 'throw') throw new Error('toy broke');
};

const textOf = (input: Input<ToyCommand>): string => {
  if (input.kind === 'bytes') return decode(input.data);
  if (input.kind === 'loaded') return input.data === null ? 'nothing' : decode(input.data);
  if (input.kind === 'stored') return input.error ?? 'ok';
  if (input.kind === 'listening') return String(input.address.port);
  if (input.kind === 'exited') return JSON.stringify(input.exit);
  if (input.kind === 'refused') return input.reason;
  return '';
};

/** A machine that reports every input as an event and, where `isEcho`, sends back what comes in. */
export const createToy = (isEcho = false): Machine<ToyCommand, ToyEvent> => {
  const state: ToyState = { wakeAtUs: null, conn: 0, dialled: 0 };
  return {
    get wakeAtUs() {
      return state.wakeAtUs;
    },
    step(input, env: Env, out) {
      if (input.kind === 'command') return obey(input.command, state, out);
      if (input.kind === 'accepted') state.conn = input.conn;
      if (input.kind === 'wake' && state.wakeAtUs !== null && env.nowUs >= state.wakeAtUs) state.wakeAtUs = null;
      out.event({ what: input.kind, text: textOf(input) });
      if (!isEcho) return undefined;
      if (input.kind === 'bytes') out.send(input.conn, input.data.slice());
      if (input.kind === 'eof') out.end(input.conn);
    },
  };
};

/** A machine that sends `total` octets to whoever connects, one piece at each `writable`, then ends. */
export const createPourer = (total: number, piece: number): Machine<ToyCommand, ToyEvent> => {
  let sent = 0;
  const pour = (conn: number, out: Out<ToyEvent>): void => {
    const data = new Uint8Array(Math.min(piece, total - sent)).map((_, index) => (sent + index) & 255);
    sent += data.length;
    out.send(conn, data);
    if (sent < total) out.drain(conn);
    else out.end(conn);
  };
  return {
    wakeAtUs: null,
    step(input, _env, out) {
      if (input.kind === 'command') obey(input.command, { wakeAtUs: null, conn: 0, dialled: 0 }, out);
      if (input.kind === 'accepted' || input.kind === 'writable') {
        out.event({ what: input.kind, text: String(sent) });
        pour(input.conn, out);
      }
    },
  };
};
