/**
 * A machine's connections as its inputs: what happens to a socket becomes a step of the machine that has it.
 * Leaves out what a step is, and lives and their ends (host.ts, program-machine.ts).
 */
import type { Address } from '../src/lib/machine.ts';
import type { AnyInput, Life } from './life.ts';
import type { Socket, SocketUser } from './socket.ts';

export abstract class SocketInputs implements SocketUser {
  /** Null while no machine runs. */
  protected life: Life | null = null;

  /** One step of the machine, if one runs. */
  protected abstract step(input: AnyInput): void;

  accepted(socket: Socket, listener: number, peer: Address): void {
    const life = this.life!;
    life.acceptedCount += 1;
    socket.label = life.acceptedCount * 2 - 1;
    life.sockets.set(socket.label, socket);
    this.step({ kind: 'accepted', conn: socket.label, listener, peer });
  }

  connected(socket: Socket): void {
    this.step({ kind: 'connected', conn: socket.label });
  }

  refused(socket: Socket, reason: string): void {
    this.life?.sockets.delete(socket.label);
    this.step({ kind: 'refused', conn: socket.label, reason });
  }

  bytes(socket: Socket, data: Uint8Array): void {
    this.step({ kind: 'bytes', conn: socket.label, data });
  }

  writable(socket: Socket): void {
    this.step({ kind: 'writable', conn: socket.label });
  }

  eof(socket: Socket): void {
    this.step({ kind: 'eof', conn: socket.label });
  }

  reset(socket: Socket): void {
    this.life?.sockets.delete(socket.label);
    this.step({ kind: 'reset', conn: socket.label });
  }
}
