/**
 * One TCP socket as a connection of a machine: no-delay, half-open, with one `writable` for each `drain` and an end that loses nothing.
 *
 * What is sent leaves in one write after all that had arrived by then was read: a write to a peer that has closed destroys the
 * socket, and what the peer had said last would be lost with it. While reading is paused, a reset is noticed at the next write
 * only. Leaves out dialling and accepting (tcp-dial.ts, tcp-listener.ts) and what octets mean.
 * Source: src/lib/machine.ts `Out`; DESIGN "Facts that cost an hour each".
 */
import type { Socket } from 'node:net';

/** What happens to a connection; nothing more comes after `reset`, nor after `end` or `abort` was called. */
export interface ConnectionSink {
  bytes(data: Uint8Array): void;
  writable(): void;
  eof(): void;
  reset(): void;
}

export interface TcpConnection {
  /** Takes the octets over; they are not copied. */
  send(data: Uint8Array): void;
  drain(): void;
  /** Sends what is queued and the end of the stream, drops what comes in, and destroys a peer that does not end too. */
  end(): void;
  abort(): void;
  pause(): void;
  resume(): void;
  /** Calls `done` when the socket is closed, at once where it is. */
  whenClosed(done: () => void): void;
}

interface State {
  readonly socket: Socket;
  readonly sink: ConnectionSink;
  readonly lingerMs: number;
  corked: boolean;
  wantsWritable: boolean;
  /** The machine hears no more of it. */
  over: boolean;
}

/** A connection over a socket made with `allowHalfOpen`; reading begins at once. `lingerMs` bounds each step of its end. */
export function createTcpConnection(socket: Socket, lingerMs: number, sink: ConnectionSink): TcpConnection {
  const state: State = { socket, sink, lingerMs, corked: false, wantsWritable: false, over: false };
  const onWritten = (error?: Error | null): void => written(state, error);
  const flush = (): void => uncork(state);
  listenTo(state);
  return {
    send: (data) => {
      if (state.over) return;
      if (!state.corked) cork(state, flush);
      socket.write(data, onWritten);
    },
    drain: () => drain(state),
    end: () => end(state),
    abort: () => abort(state),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    whenClosed: (done) => void (socket.closed ? done() : socket.once('close', done)),
  };
}

function listenTo(state: State): void {
  const { socket, sink } = state;
  socket.on('data', (data: Buffer) => {
    if (!state.over) sink.bytes(data);
  });
  socket.on('end', () => {
    if (!state.over) sink.eof();
  });
  socket.on('error', () => {
    if (state.over) return;
    state.over = true;
    sink.reset();
  });
}

function cork(state: State, flush: () => void): void {
  state.corked = true;
  state.socket.cork();
  // Between the two all sockets are read.
  setImmediate(() => setImmediate(flush));
}

function uncork(state: State): void {
  state.corked = false;
  state.socket.uncork();
}

function written(state: State, error: Error | null | undefined): void {
  if (error || !state.wantsWritable || state.socket.writableLength > 0) return;
  state.wantsWritable = false;
  if (!state.over) state.sink.writable();
}

function drain(state: State): void {
  state.wantsWritable = true;
  // A turn of the event loop lies between, so that a machine that sends without end starves nobody.
  if (state.socket.writableLength === 0) setImmediate(() => written(state, null));
}

function end(state: State): void {
  const { socket } = state;
  state.over = true;
  if (socket.destroyed) return;
  // Unread octets would turn our close into a reset, which takes away what we said last.
  socket.resume();
  socket.end();
  linger(state);
}

/** Destroys the socket when for `lingerMs` nothing has left the queue and the peer has not closed. */
function linger({ socket, lingerMs }: State): void {
  let queued = socket.writableLength;
  const timer = setInterval(() => {
    if (socket.writableLength >= queued) socket.destroy();
    queued = socket.writableLength;
  }, lingerMs);
  socket.once('close', () => clearInterval(timer));
}

function abort(state: State): void {
  state.over = true;
  if (state.socket.connecting) state.socket.destroy();
  else state.socket.resetAndDestroy();
}
