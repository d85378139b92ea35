/**
 * A machine's listeners and connections by their numbers. Leaves out the order of inputs (machine-host.ts) and sockets (tcp-*.ts).
 * Source: src/lib/machine.ts `Conn`, `Out`.
 */
import type { Server } from 'node:net';
import { assert } from '../lib/assert.ts';
import type { Address, Conn, Input } from '../lib/machine.ts';
import { type TcpConnection, createTcpConnection } from './tcp-connection.ts';
import { dialTcp } from './tcp-dial.ts';
import { listenTcp } from './tcp-listener.ts';

export interface NetworkBounds {
  /** How long a connection that was ended may take with no progress. */
  readonly lingerMs: number;
  /** How long dialling may take. */
  readonly dialMs: number;
}

export interface Network {
  listen(listener: number, address: Address): void;
  unlisten(listener: number): void;
  connect(conn: Conn, address: Address): void;
  /** What the machine does to a connection that it has not heard the end of yet is no mistake, and does nothing. */
  with(conn: Conn, act: (connection: TcpConnection) => void): void;
  end(conn: Conn): void;
  abort(conn: Conn): void;
  /** Whether the machine is still to hear of it. */
  hears(conn: Conn): boolean;
  /** The machine is told that it is gone. */
  lose(conn: Conn): void;
  /** Ends everything; `done` when all sockets are closed. */
  close(done: () => void): void;
  /** Resets everything at once. */
  crash(): void;
}

type Tell = (input: Exclude<Input<never>, { readonly kind: 'command' }>) => void;

interface State {
  readonly bounds: NetworkBounds;
  readonly tell: Tell;
  readonly listeners: Map<number, Server>;
  /** Those that the machine hears of. */
  readonly connections: Map<Conn, TcpConnection>;
  /** Those whose socket is not closed. */
  readonly open: Set<TcpConnection>;
  lastAccepted: Conn;
  lastDialled: Conn;
  whenClosed: (() => void) | null;
}

/** A network without listeners and connections; `tell` gets the inputs and may be called within a call of ours only by `listen`. */
export function createNetwork(bounds: NetworkBounds, tell: Tell): Network {
  const state: State = {
    bounds,
    tell,
    listeners: new Map(),
    connections: new Map(),
    open: new Set(),
    lastAccepted: -1,
    lastDialled: 0,
    whenClosed: null,
  };
  return {
    listen: (listener, address) => listen(state, listener, address),
    unlisten: (listener) => unlisten(state, listener),
    connect: (conn, address) => connect(state, conn, address),
    with: (conn, act) => withConnection(state, conn, act),
    end: (conn) => leave(state, conn, (connection) => connection.end()),
    abort: (conn) => leave(state, conn, (connection) => connection.abort()),
    hears: (conn) => state.connections.has(conn),
    lose: (conn) => void state.connections.delete(conn),
    close: (done) => close(state, done),
    crash: () => crash(state),
  };
}

function listen(state: State, listener: number, address: Address): void {
  assert(!state.listeners.has(listener), `listener ${listener} listens already`);
  const server = listenTcp(address, {
    listening: (real) => {
      if (state.listeners.get(listener) === server) state.tell({ kind: 'listening', listener, address: real });
    },
    unlistened: (reason) => {
      state.listeners.delete(listener);
      state.tell({ kind: 'unlistened', listener, reason });
    },
    accepted: (socket, peer) => {
      const conn = (state.lastAccepted += 2);
      // What was accepted in the moment in which listening stopped is still the machine's.
      adopt(state, conn, createTcpConnection(socket, state.bounds.lingerMs, sinkOf(state, conn)));
      state.tell({ kind: 'accepted', conn, listener, peer });
    },
  });
  state.listeners.set(listener, server);
}

function sinkOf({ tell }: State, conn: Conn) {
  return {
    bytes: (data: Uint8Array) => tell({ kind: 'bytes', conn, data }),
    writable: () => tell({ kind: 'writable', conn }),
    eof: () => tell({ kind: 'eof', conn }),
    reset: () => tell({ kind: 'reset', conn }),
  };
}

function adopt(state: State, conn: Conn, connection: TcpConnection): void {
  state.connections.set(conn, connection);
  state.open.add(connection);
  connection.whenClosed(() => {
    state.open.delete(connection);
    tellClosed(state);
  });
}

function unlisten(state: State, listener: number): void {
  state.listeners.get(listener)?.close();
  state.listeners.delete(listener);
}

function connect(state: State, conn: Conn, address: Address): void {
  assert(conn % 2 === 0 && conn > state.lastDialled, `connection ${conn} is not even and new`);
  state.lastDialled = conn;
  let connected = false;
  const socket = dialTcp(address, state.bounds.dialMs, {
    connected: () => {
      connected = true;
      state.tell({ kind: 'connected', conn });
    },
    refused: (reason) => state.tell({ kind: 'refused', conn, reason }),
  });
  const sink = sinkOf(state, conn);
  const reset = (): void => {
    // Before it is connected an error is a refusal, which is told already.
    if (connected) sink.reset();
  };
  adopt(state, conn, createTcpConnection(socket, state.bounds.lingerMs, { ...sink, reset }));
}

function withConnection(state: State, conn: Conn, act: (connection: TcpConnection) => void): void {
  const connection = state.connections.get(conn);
  if (connection !== undefined) return act(connection);
  const last = conn % 2 === 0 ? state.lastDialled : state.lastAccepted;
  assert(Number.isInteger(conn) && conn > 0 && conn <= last, `there never was a connection ${conn}`);
}

function leave(state: State, conn: Conn, act: (connection: TcpConnection) => void): void {
  withConnection(state, conn, act);
  state.connections.delete(conn);
}

function close(state: State, done: () => void): void {
  state.whenClosed = done;
  [...state.listeners.keys()].forEach((listener) => unlisten(state, listener));
  [...state.connections.keys()].forEach((conn) => leave(state, conn, (connection) => connection.end()));
  tellClosed(state);
}

function tellClosed(state: State): void {
  if (state.open.size > 0 || state.whenClosed === null) return;
  const done = state.whenClosed;
  state.whenClosed = null;
  done();
}

function crash(state: State): void {
  [...state.listeners.keys()].forEach((listener) => unlisten(state, listener));
  state.connections.clear();
  for (const connection of state.open) connection.abort();
}
