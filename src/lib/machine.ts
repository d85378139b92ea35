/**
 * The one shape of every protocol core: inputs in, outputs out, no socket, clock or dice.
 *
 * A host (src/host over TCP, sim/ in memory) owns the real things and drives a machine through `step`; a recorded
 * list of inputs therefore replays a machine exactly. Leaves out what no core needs: threads, promises, callbacks.
 * Source: DESIGN "A protocol is a machine".
 */

/** A connection as its machine names it: accepted ones are odd (the host counts), dialled ones even (the machine counts). */
export type Conn = number;

/** An address of the host's network; in the simulator `host` is a host's name. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Time as a machine sees it: `nowUs` never goes back, `wallMs` is Unix time and may. Integers. */
export interface Env {
  readonly nowUs: number;
  readonly wallMs: number;
}

/** How a program ended; `failed` says why it could not be started at all. */
export type Exit =
  | { readonly how: 'code'; readonly code: number }
  | { readonly how: 'signal'; readonly signal: number }
  | { readonly how: 'failed'; readonly reason: string };

/**
 * Everything that can happen to a machine. Bytes are the machine's only during the call.
 * After a machine has said `end` or `abort` for a connection, it hears of that connection no more.
 */
export type Input<Command> =
  | { readonly kind: 'start'; readonly seed: number }
  | { readonly kind: 'listening'; readonly listener: number; readonly address: Address }
  | { readonly kind: 'unlistened'; readonly listener: number; readonly reason: string }
  | { readonly kind: 'accepted'; readonly conn: Conn; readonly listener: number; readonly peer: Address }
  | { readonly kind: 'connected'; readonly conn: Conn }
  | { readonly kind: 'refused'; readonly conn: Conn; readonly reason: string }
  | { readonly kind: 'bytes'; readonly conn: Conn; readonly data: Uint8Array }
  | { readonly kind: 'writable'; readonly conn: Conn }
  | { readonly kind: 'eof'; readonly conn: Conn }
  | { readonly kind: 'reset'; readonly conn: Conn }
  | { readonly kind: 'wake' }
  | { readonly kind: 'stored'; readonly token: number; readonly error?: string }
  | { readonly kind: 'loaded'; readonly token: number; readonly data: Uint8Array | null; readonly size: number }
  | { readonly kind: 'exited'; readonly process: number; readonly exit: Exit }
  | { readonly kind: 'command'; readonly command: Command };

/** A program to run: `program` and `log` are paths inside `folder`, which is a path inside the machine's own folder. */
export interface Program {
  readonly folder: string;
  readonly program: string;
  readonly log: string;
  /** Absent: `program` is executed itself. Else it is given to a tool of the host: what the tool is, and its arguments. */
  readonly tool?: ProgramTool;
}

/**
 * `job-host`: runs a kernel, an ES module (in the simulator one that is registered by the module's text), as a job host of the node at
 * `node`.
 * `compile-host`: builds the sources whose root file is `program`, and tells the node at `node`.
 */
export type ProgramTool =
  | { readonly kind: 'job-host'; readonly node: Address; readonly employer: string }
  | { readonly kind: 'compile-host'; readonly node: Address; readonly requester: string; readonly words: string };

/**
 * How `store` writes: `create` empties what was there, `append` adds to it, `replace` puts a whole new file in the old one's place at once,
 * so that after a crash one of the two is there; all make missing folders.
 */
export type StoreMode = 'create' | 'append' | 'replace';

/**
 * Where a machine puts its outputs, in order. Bytes given to `send` and `store` belong to the host from then on.
 * All paths are relative to the machine's own folder, use `/`, and never leave it.
 */
export interface Out<Event> {
  /** Answered by `listening` or `unlistened`. */
  listen(listener: number, address: Address): void;
  /** Stops accepting; connections live on. */
  unlisten(listener: number): void;
  /** Dials; `conn` is even and new. Answered by `connected` or `refused`. */
  connect(conn: Conn, address: Address): void;
  send(conn: Conn, data: Uint8Array): void;
  /** Asks for one `writable` when all that was sent on `conn` until now has left the host's queue. Several may be asked for at a time. */
  drain(conn: Conn): void;
  /** Sends what is queued, then the end of the stream; drops what still comes in; the host bounds the lingering. */
  end(conn: Conn): void;
  /** Resets at once; queued bytes are lost. */
  abort(conn: Conn): void;
  pause(conn: Conn): void;
  resume(conn: Conn): void;
  /** Writes a file; `stored` comes when it is on the disk. Stores and loads of one machine happen in order. */
  store(token: number, path: string, data: Uint8Array, mode: StoreMode): void;
  /**
   * Reads up to `size` octets from `offset` of a regular file inside `folder`. Answered by `loaded`: `size` is the file's
   * whole size; `data` is null where there is no such file, or it is no regular file, or a link leads it out of `folder`.
   */
  load(token: number, folder: string, path: string, offset: number, size: number): void;
  /** Starts a program in a process group of its own, with empty input and both outputs appended to `log`. Answered by `exited`. */
  run(process: number, program: Program): void;
  /** Ends the whole process group at once. `exited` still comes. */
  kill(process: number): void;
  /** Removes a file or a folder with all that is in it; `stored` comes when it is gone. */
  remove(token: number, path: string): void;
  /** Ends every process group that an earlier life of this machine left running, and removes `path`; `stored` comes after. */
  sweep(token: number, path: string): void;
  event(event: Event): void;
}

/** A core. `wakeAtUs` is when it next wants a `wake` input, or null; the host reads it after every step. */
export interface Machine<Command, Event> {
  step(input: Input<Command>, env: Env, out: Out<Event>): void;
  readonly wakeAtUs: number | null;
}
