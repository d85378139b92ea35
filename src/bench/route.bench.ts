/**
 * Packets of 64 octets from one endpoint to another through one node, beside brokers and a bare relay of the same octets, in one run;
 * then the memory of a node with idle endpoints, and with one that does not read.
 *
 * Contenders take turns; a figure is the median of its rounds. Whoever is not there is named. Source: DESIGN, performance.
 */
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bare, cluster, type Dialect, flood, greeted, mqtt, nats, type Rate, rateOf } from './route-clients.ts';
import { type RouteServer, startOwn, startProgram } from './route-servers.ts';

const ROUNDS = 3;
const WARM_MS = 500;
const MEASURE_MS = 1_000;
const IDLE = 1_000;
const STUCK_MS = 10_000;
const MIB = 1024 * 1024;

interface Contender {
  readonly name: string;
  readonly dialect: Dialect;
  start(): Promise<RouteServer | string>;
}

const contenders: readonly Contender[] = [
  { name: 'node', dialect: cluster, start: () => startOwn('node') },
  { name: 'relay', dialect: bare, start: () => startOwn('relay') },
  { name: 'aedes', dialect: mqtt, start: () => startOwn('aedes') },
  { name: 'mosquitto', dialect: mqtt, start: () => startProgram('mosquitto', mosquittoArgs) },
  {
    name: 'nats-server',
    dialect: nats,
    start: () => startProgram('nats-server', (port) => ['-a', '127.0.0.1', '-p', `${port}`]),
  },
];

/** It drops what waits above a number of messages, unless it is told not to. */
function mosquittoArgs(port: number, folder: string): readonly string[] {
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`);
  return ['-c', file];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const medians = (rates: readonly Rate[]): Rate => ({
  messages: median(rates.map(({ messages }) => messages)),
  cpuNs: median(rates.map(({ cpuNs }) => cpuNs)),
});

async function measure(): Promise<ReadonlyMap<string, Rate>> {
  const rates = new Map<string, Rate[]>();
  const missing = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, dialect, start } of contenders.filter((each) => !missing.has(each.name))) {
      const server = await start();
      if (typeof server === 'string') {
        missing.set(name, server);
        continue;
      }
      const rate = await rateOf(server, dialect, WARM_MS, MEASURE_MS);
      rates.set(name, [...(rates.get(name) ?? []), rate]);
      await server.stop();
    }
  }
  for (const [name, why] of missing) console.log(`SKIPPED ${name}: ${why}`);
  return new Map([...rates].map(([name, values]) => [name, medians(values)]));
}

async function startNode(): Promise<RouteServer> {
  const server = await startOwn('node');
  if (typeof server === 'string') throw new Error(server);
  return server;
}

const mib = (octets: number): string => `${(octets / MIB).toFixed(1)} MiB`;

async function measureIdle(): Promise<void> {
  const server = await startNode();
  const before = (await server.state()).rss;
  const sockets: Socket[] = [];
  for (let count = 0; count < IDLE; count += 1) sockets.push((await greeted(server.port, cluster.sender, true)).socket);
  const after = (await server.state()).rss;
  const each = ((after - before) / IDLE / 1024).toFixed(1);
  console.log(`a node alone ${mib(before)}; with ${IDLE} idle endpoints ${mib(after)}: ${each} KiB each`);
  for (const socket of sockets) socket.destroy();
  await server.stop();
}

/** One endpoint reads nothing, another sends to it until the node has dropped the first. */
async function measureStuck(): Promise<void> {
  const server = await startNode();
  const { socket: stuck } = await greeted(server.port, cluster.receiver, true);
  stuck.pause();
  const before = (await server.state()).rss;
  const { socket: sender } = await greeted(server.port, cluster.sender, true);
  const startMs = performance.now();
  flood(sender, cluster.message);
  let peak = before;
  for (let endpoints = 2; endpoints > 1 && performance.now() - startMs < STUCK_MS; await wait(50)) {
    const state = await server.state();
    peak = Math.max(peak, state.rss);
    endpoints = state.endpoints;
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(
    `an endpoint that does not read: ${mib(before)} before, ${mib(peak)} at most; dropped after ${seconds} s`,
  );
  sender.destroy();
  stuck.destroy();
  await server.stop();
}

const rates = await measure();
const own = rates.get('node') as Rate;
for (const [name, { messages, cpuNs }] of rates) {
  const million = (messages / 1e6).toFixed(3).padStart(8);
  const ratio = `node / ${name} = ${(own.messages / messages).toFixed(2)}, by processor time ${(cpuNs / own.cpuNs).toFixed(2)}`;
  console.log(`${name.padEnd(12)} ${million} M messages/s, ${cpuNs.toFixed(0).padStart(5)} ns each; ${ratio}`);
}
await measureIdle();
await measureStuck();
