/**
 * Listens on TCP for a machine; that it cannot is told as a sentence. Leaves out what is said on the connections (tcp-connection.ts).
 */
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import type { Address } from '../lib/machine.ts';
import { faultSentence } from './fault-sentence.ts';
import { addressText } from './tcp-dial.ts';

export interface ListenSink {
  /** The address it has, with its real port. */
  listening(address: Address): void;
  /** `reason` is a sentence without its full stop. */
  unlistened(reason: string): void;
  accepted(socket: Socket, peer: Address): void;
}

/** Listens on `address`; port 0 is any free one. `close` on the server stops accepting and gives the port back at once. */
export function listenTcp({ host, port }: Address, sink: ListenSink): Server {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    sink.accepted(socket, peerOf(socket)),
  );
  const failed = (error: unknown): void =>
    sink.unlistened(`cannot listen on ${addressText({ host, port })}: ${faultSentence(error)}`);
  let open = false;
  server.on('error', (error) => {
    // Later errors are of one connection that could not be accepted; the listener itself goes on.
    if (!open) failed(error);
  });
  server.on('listening', () => {
    open = true;
    const at = server.address() as AddressInfo;
    sink.listening({ host: at.address, port: at.port });
  });
  try {
    server.listen({ host, port });
  } catch (error) {
    failed(error);
  }
  return server;
}

/** A peer that is gone already has no address any more. */
function peerOf(socket: Socket): Address {
  const host = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return { host, port: socket.remotePort ?? 0 };
}
