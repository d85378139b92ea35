/**
 * A listener of the suite's on 127.0.0.1, for subjects that dial. Leaves out what is said on the links (tcp-link.ts).
 */
import { type AddressInfo, createServer } from 'node:net';
import type { SuiteListener } from '../../check/world.ts';
import { HostError } from '../../lib/errors.ts';
import type { Scene } from './pulse.ts';
import { createTcpLink, type TcpLink } from './tcp-link.ts';

/** Listens on a free port. `adopt` gives each accepted link its id and takes it into the world. Throws HostError where it cannot. */
export function listenTcp(scene: Scene, adopt: (make: (id: number) => TcpLink) => TcpLink): Promise<SuiteListener> {
  const links: TcpLink[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    links.push(adopt((id) => createTcpLink(id, socket, scene)));
    scene.pulse.ring();
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new HostError(`cannot listen on 127.0.0.1: ${error.message}`)));
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { address, port } = server.address() as AddressInfo;
      resolve({ address: { host: address, port }, links, close: () => void server.close() });
    });
  });
}
