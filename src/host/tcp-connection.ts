/**
 * One TCP socket as a connection of a machine: no-delay, half-open, with one `writable` for each `drain` and an end that loses nothing.
 *
 * What is sent waits in a queue of ours and leaves in writes of limited size, so that progress is seen while the queue never empties.
 * It leaves after all that had arrived by then was read: a write to a peer that has closed destroys the socket, and what the peer had
 * said last would be lost with it. While reading is paused, a reset is noticed at the next write only.
 * Leaves out dialling and accepting (tcp-dial.ts, tcp-listener.ts) and what octets mean.
 * Source: src/lib/machine.ts `Out`; DESIGN "Facts that cost an hour each".
 */
import type { Socket } from 'node:net';
import { WriteQueue } from './write-queue.ts';

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
  /** Asks for one `writable` when all that was sent until now has left. */
  drain(): void;
  /** Sends what is queued and the end of the stream, drops what comes in, and destroys a peer that does not end too. */
  end(): void;
  abort(): void;
  pause(): void;
  resume(): void;
  /** Calls `done` when the socket is closed, at once where it is. */
  whenClosed(done: () => void): void;
}

/** A connection over a socket made with `allowHalfOpen`; reading begins at once. `lingerMs` bounds each step of its end. */
export function createTcpConnection(socket: Socket, lingerMs: number, sink: ConnectionSink): TcpConnection {
  return new Connection(socket, lingerMs, sink);
}

class Connection implements TcpConnection {
  private readonly socket: Socket;
  private readonly lingerMs: number;
  private readonly sink: ConnectionSink;
  private readonly queue = new WriteQueue();
  /** Octets from the beginning of the stream: sent by the machine, of these such as may leave, handed to the socket, and gone from it. */
  private sent = 0;
  private ripe = 0;
  private handed = 0;
  private written = 0;
  /** Values of `sent` at which the machine asked for a `writable`, oldest first. */
  private marks: number[] = [];
  private isFlushWanted = false;
  private isEnding = false;
  /** The machine hears no more of it. */
  private over = false;

  constructor(socket: Socket, lingerMs: number, sink: ConnectionSink) {
    this.socket = socket;
    this.lingerMs = lingerMs;
    this.sink = sink;
    socket.on('data', (data: Buffer) => {
      if (!this.over) sink.bytes(data);
    });
    socket.on('end', () => {
      if (!this.over) sink.eof();
    });
    socket.on('error', () => this.failed());
  }

  send(data: Uint8Array): void {
    if (this.over || data.length === 0) return;
    this.queue.push(data);
    this.sent += data.length;
    this.wantFlush();
  }

  drain(): void {
    this.marks.push(this.sent);
    // A turn of the event loop lies between, so that a machine that sends without end starves nobody.
    if (this.written === this.sent) this.wantFlush();
  }

  end(): void {
    this.over = true;
    if (this.socket.destroyed) return;
    // Unread octets would turn our close into a reset, which takes away what we said last.
    this.socket.resume();
    this.isEnding = true;
    this.ripe = this.sent;
    this.write();
    this.linger();
  }

  abort(): void {
    this.over = true;
    this.queue.clear();
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  whenClosed(done: () => void): void {
    if (this.socket.closed) done();
    else this.socket.once('close', done);
  }

  private failed(): void {
    this.queue.clear();
    if (this.over) return;
    this.over = true;
    this.sink.reset();
  }

  private wantFlush(): void {
    if (this.isFlushWanted) return;
    this.isFlushWanted = true;
    // Between the two all sockets are read.
    setImmediate(() => setImmediate(() => this.flush()));
  }

  private flush(): void {
    this.isFlushWanted = false;
    this.ripe = this.sent;
    this.write();
    this.tellWritten();
  }

  /** Hands the next piece over, unless one is under way. */
  private write(): void {
    const { socket, queue } = this;
    if (socket.destroyed || this.handed > this.written) return;
    const pieces = queue.take(this.ripe - this.handed);
    for (const piece of pieces) this.handed += piece.length;
    const last = pieces.pop();
    if (last === undefined) return this.endIfWanted();
    socket.cork();
    for (const piece of pieces) socket.write(piece);
    socket.write(last, this.onWritten);
    this.endIfWanted();
    socket.uncork();
  }

  private endIfWanted(): void {
    if (this.isEnding && this.handed === this.sent && !this.socket.writableEnded) this.socket.end();
  }

  private readonly onWritten = (error?: Error | null): void => {
    if (error) return;
    this.written = this.handed;
    this.write();
    this.tellWritten();
  };

  /** One `writable` for each mark that is reached; what the machine asks for meanwhile waits for the next time. */
  private tellWritten(): void {
    let reached = 0;
    while (reached < this.marks.length && (this.marks[reached] as number) <= this.written) reached += 1;
    this.marks.splice(0, reached);
    for (; reached > 0 && !this.over; reached -= 1) this.sink.writable();
  }

  /** Destroys the socket when for a while nothing has left the queue and the peer has not closed. */
  private linger(): void {
    let { written } = this;
    const timer = setInterval(() => {
      if (this.written === written) this.socket.destroy();
      written = this.written;
    }, this.lingerMs);
    this.socket.once('close', () => clearInterval(timer));
  }
}
