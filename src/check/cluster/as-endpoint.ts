/**
 * The suite before a node under test: the node is started or found, and endpoints of the suite connect to it.
 * Everything here is a Given or a stimulus. Leaves out the net (as-net.ts). Source: spec/cluster.md section 3; spec/adapter.md.
 */
import type { JsonObject } from '../../lib/contract.ts';
import { UsageError } from '../../lib/errors.ts';
import type { Address } from '../../lib/machine.ts';
import { objectTypes, uuidText } from '../../protocols/cluster/index.ts';
import type { Said } from '../dialect.ts';
import { ExpectationFailed } from '../failure.ts';
import { HANDSHAKE_ANSWER, messages, type PlayedRole } from './dialect.ts';
import { addPlayer, ask, type ClusterStage, type Player, quoted } from './stage.ts';

/** Asked of every node that knows them, in seconds: so that no scenario waits for long. */
const shortTimers = { reconnect: 0.3, status: 0.5 } as const;
/**
 * For scenarios in which the node gives up. In all others it has the page's times for a handshake and a packet: on a busy machine nobody
 * can promise to say one in less.
 */
const impatientTimers = { ...shortTimers, handshake: 2, read: 2 } as const;
const HOST = '127.0.0.1';

/** Starts the node under test, offline; `config` adds to or replaces what every scenario gives it. */
export async function startOffline(stage: ClusterStage, config: JsonObject = {}): Promise<void> {
  const { name } = stage.node;
  const uuid = uuidText(stage.node.uuid);
  const timers = hasTimers(stage) ? { timers: shortTimers } : {};
  stage.nodeConfig = { uuid, name, ...timers, ...config };
  await ask(stage, 'start', { role: 'node', config: stage.nodeConfig });
}

/** Whether the node under test keeps the times that it is given. */
export function hasTimers({ world }: ClusterStage): boolean {
  return world.subject.hello.claims.includes('timers');
}

/** Starts the node under test online; it waits only a little for handshakes and packets. Claim timers. */
export async function startImpatient(stage: ClusterStage): Promise<void> {
  await startNode(stage, { timers: impatientTimers });
}

/** Starts the node under test online, with the page's own times: for scenarios whose packets take long. */
export async function startUnhurried(stage: ClusterStage): Promise<void> {
  await startNode(stage, hasTimers(stage) ? { timers: {} } : {});
}

/** Starts the node under test in a net of its own, online; or takes the one that listens already. */
export async function startNode(stage: ClusterStage, config: JsonObject = {}): Promise<void> {
  const { listensAt } = stage.world.subject;
  if (listensAt !== undefined) return void (stage.nodeAt = listensAt);
  await startOffline(stage, config);
  await createNet(stage);
  await openNet(stage);
}

/** Has the node make its net, on a port that is free. */
export async function createNet(stage: ClusterStage): Promise<void> {
  const { net } = stage.node;
  stage.nodeAt = await freeAddress(stage);
  const listen = { ...stage.nodeAt };
  await ask(stage, 'create-net', { net: { uuid: uuidText(net.uuid), name: net.name }, listen });
}

/** Has the node go online. */
export async function openNet(stage: ClusterStage): Promise<void> {
  stage.onlineUs = stage.world.nowUs();
  const { listen } = await ask(stage, 'open-net', {});
  const told = (listen ?? {}) as { readonly port?: unknown };
  // A node that listens on every address of its machine says so; it is reached on the one that it was asked for.
  if (typeof told.port === 'number' && told.port !== 0) stage.nodeAt = { host: HOST, port: told.port };
}

/** An address on which nobody listens: a listener of the suite had it. */
export async function freeAddress({ world }: ClusterStage): Promise<Address> {
  const listener = await world.listen();
  listener.close();
  return listener.address;
}

/** Connects to the node and says nothing. Throws ExpectationFailed where it is refused. */
export async function dialNode(stage: ClusterStage, name: string, role: PlayedRole): Promise<Player> {
  const link = stage.nodeAt === null ? null : await stage.world.dial(stage.nodeAt);
  if (link !== null) return addPlayer(stage, name, role, 'suite', link);
  throw new ExpectationFailed({
    expected: 'a connection to the node',
    actual: 'it was refused',
    code: 'connection-refused',
  });
}

/** The handshake of the endpoint of that name: `the second logger`, `the endpoint of "test.svc"`. UsageError for another. */
export function handshakeFor(name: string): Said {
  const identifier = quoted(name);
  if (identifier !== '') return customHandshake(identifier, `Service ${identifier}`);
  if (name.endsWith('client')) return serviceHandshake(objectTypes.jobClient);
  if (name.endsWith('host')) return serviceHandshake(objectTypes.jobHost);
  if (name.endsWith('logger')) return serviceHandshake(objectTypes.logger);
  throw new UsageError(`no endpoint is called ${name}`);
}

/** The handshake of an endpoint with no strings. */
export function serviceHandshake(type: number): Said {
  return { spec: messages.handshakeService, value: { type } };
}

/** The handshake of an endpoint of a service of its own. */
export function customHandshake(identifier: string, name: string): Said {
  return { spec: messages.handshakeCustom, value: { identifier, name } };
}

/** Takes the answer to a handshake. Throws ExpectationFailed where none comes. */
export async function takeAnswer(stage: ClusterStage, player: Player): Promise<void> {
  const { value } = await player.probe.expect({ title: HANDSHAKE_ANSWER, value: {} });
  player.self = value['object'] as bigint;
  player.peer = value['server'] as bigint;
  if (player.peer !== 0n) stage.server = player.peer;
}

/** Connects an endpoint and takes the address that it gets. Throws ExpectationFailed where it is refused. */
export async function connectEndpoint(stage: ClusterStage, name: string, said = handshakeFor(name)): Promise<Player> {
  const player = await dialNode(stage, name, 'endpoint');
  await player.probe.send(said);
  await takeAnswer(stage, player);
  if (player.self !== 0n) return player;
  throw new ExpectationFailed({ expected: 'an address', actual: 'a refusal', code: 'handshake-refused' });
}
