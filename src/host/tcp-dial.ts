/**
 * Dials one TCP connection for a machine; that nobody answers is told as a sentence. Leaves out what follows (tcp-connection.ts).
 */
import { Socket } from 'node:net';
import type { Address } from '../lib/machine.ts';
import { faultSentence } from './fault-sentence.ts';

export interface DialSink {
  connected(): void;
  /** `reason` is a sentence without its full stop. */
  refused(reason: string): void;
}

/** Dials `address`, for at most `dialMs`. The socket may be written to and destroyed at once; then nothing is told. */
export function dialTcp({ host, port }: Address, dialMs: number, sink: DialSink): Socket {
  const refused = (error: Error): void =>
    sink.refused(`cannot connect to ${addressText({ host, port })}: ${faultSentence(error)}`);
  const socket = new Socket({ allowHalfOpen: true });
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), dialMs);
  socket.once('error', refused);
  socket.once('close', () => clearTimeout(timer));
  socket.once('connect', () => {
    clearTimeout(timer);
    socket.off('error', refused);
    sink.connected();
  });
  try {
    socket.connect({ host, port, noDelay: true });
  } catch (error) {
    // A port out of range is thrown where everything else is an event; the machine hears of both in the same way.
    socket.destroy(error as Error);
  }
  return socket;
}

/** `host:port`, with brackets round an IPv6 address. */
export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
