/**
 * A listener of the suite's on 127.0.0.1, for subjects that dial. Leaves out what is said on the links (tcp-link.ts).
 */
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { SuiteListener } from '../../check/world.ts';
import { HostError } from '../../lib/errors.ts';
import { nextPort, portsToTry } from './port-block.ts';
import type { Scene } from './pulse.ts';
import { createTcpLink, type TcpLink } from './tcp-link.ts';

/**
 * Listens on a free port, which is nobody else's after it was closed either (port-block.ts). `adopt` gives each accepted link its id and
 * takes it into the world. Throws HostError where it cannot.
 */
export async function listenTcp(
  scene: Scene,
  adopt: (make: (id: number) => TcpLink) => TcpLink,
): Promise<SuiteListener> {
  const links: TcpLink[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    links.push(adopt((id) => createTcpLink(id, socket, scene)));
    scene.pulse.ring();
  });
  for (let tries = 1; ; tries += 1) {
    const refusal = await listenOn(server, await nextPort());
    if (refusal === null) break;
    if (refusal.code !== 'EADDRINUSE' || tries === portsToTry)
      throw new HostError(`cannot listen on 127.0.0.1: ${refusal.message}`);
  }
  const { address, port } = server.address() as AddressInfo;
  return { address: { host: address, port }, links, close: () => void server.close() };
}

/** Null when it listens. */
function listenOn(server: Server, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', resolve);
      resolve(null);
    });
  });
}
