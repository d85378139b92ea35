/**
 * A server of the routing benchmark in a process of its own: a node, aedes, or a bare relay. It tells its port by `process.send`, and
 * its memory when it is asked. Leaves out clients (route-clients.ts) and programs that are not ours (route-servers.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachineHost } from '../host/machine-host.ts';
import { createClusterServer, defaultServerOptions } from '../node/cluster/index.ts';

export type RouteSubject = 'node' | 'aedes' | 'relay';
/** Octets of memory after a collection, and how many endpoints a node has. */
export interface RouteState {
  readonly rss: number;
  readonly endpoints: number;
}

/** What a child tells. */
export type RouteReport = { readonly port: number } | { readonly missing: string } | RouteState;

const say = (report: RouteReport): void => void process.send?.(report);
const folder = mkdtempSync(join(tmpdir(), 'route-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('disconnect', () => process.exit(0));
let countEndpoints = (): number => 0;
process.on('message', () => {
  globalThis.gc?.();
  say({ rss: process.memoryUsage.rss(), endpoints: countEndpoints() });
});

function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));
}

function serveNode(): void {
  const machine = createClusterServer({ ...defaultServerOptions, uuid: '11'.repeat(16), name: 'bench' });
  countEndpoints = () => machine.view().endpoints.length;
  const at = { host: '127.0.0.1', port: 0 };
  const host = createMachineHost({
    machine,
    folder,
    onEvent: (event) => {
      if (event.kind === 'ready') {
        host.command({ kind: 'create-net', ticket: 1, uuid: 'aa'.repeat(16), name: 'bench', listen: at });
      } else if (event.kind === 'done' && event.ticket === 1) host.command({ kind: 'open-net', ticket: 2 });
      else if (event.kind === 'online') say({ port: event.listen.port });
    },
  });
}

/** Everything from the second connection goes to the first. */
function serveRelay(): void {
  const sockets: Socket[] = [];
  listen(
    createServer((socket) => {
      sockets.push(socket);
      if (sockets.length === 2) socket.pipe(sockets[0] as Socket);
      socket.on('error', () => undefined);
    }),
  );
}

/** The package is not one of ours: it is taken where it happens to be. */
async function serveAedes(): Promise<void> {
  const name: string = 'aedes';
  try {
    const found = (await import(name)) as { Aedes: { createBroker(): Promise<{ handle(socket: Socket): void }> } };
    const broker = await found.Aedes.createBroker();
    listen(createServer((socket) => broker.handle(socket)));
  } catch (error) {
    say({ missing: String(error).split('\n')[0] ?? '' });
  }
}

const servers: Readonly<Record<RouteSubject, () => void | Promise<void>>> = {
  node: serveNode,
  relay: serveRelay,
  aedes: serveAedes,
};

await servers[process.argv[2] as RouteSubject]();
