/**
 * What scenarios demand of the structures of the status verbs: their properties by name and type, and what they hold.
 * Everything here throws ExpectationFailed. Leaves out who asks. Source: spec/cluster.md sections 5.4, 6.6 and 6.7.
 */
import {
  addressText,
  levels,
  nodeEndpointsStruct,
  nodeInfoStruct,
  nodesStruct,
} from '../../protocols/cluster/index.ts';
import { nodeStatusStruct, partsOf, type Property, readReflected } from '../../protocols/cluster/index.ts';
import { type FormatResult, PROGRESS_UNKNOWN, type Structure, uuidOf } from '../../protocols/cluster/index.ts';
import { ExpectationFailed } from '../failure.ts';
import type { Heard } from '../inbox.ts';
import { type ClusterStage, verifyPayload } from './stage.ts';

/** An element of the endpoints. */
export interface ListedEndpoint {
  readonly address: bigint;
  readonly serviceId: string;
  readonly serviceName: string;
}

/** An element of the nodes. */
export interface ListedNode {
  readonly address: bigint;
  readonly name: string;
  readonly online: boolean;
}

const payloadIn = ({ value }: Heard): Uint8Array => value['payload'] as Uint8Array;

function read<Value>({ title }: Heard, result: FormatResult<Value>): Value {
  if (result.kind === 'ok') return result.value;
  const { code, path, offset } = result.fault;
  const actual = `${code} in ${path === '' ? 'it' : path} at octet ${offset}`;
  throw new ExpectationFailed({
    expected: `${title} with a structure`,
    actual,
    code: `damaged-${title.replaceAll(' ', '-')}`,
  });
}

/** The endpoints that an answer lists. */
export function endpointsIn(heard: Heard): readonly ListedEndpoint[] {
  return read(heard, nodeEndpointsStruct.read(payloadIn(heard))).endpoints;
}

/** The nodes that an answer lists. */
export function nodesIn(heard: Heard): readonly ListedNode[] {
  return read(heard, nodesStruct.read(payloadIn(heard))).nodes;
}

/** The status that an answer tells. */
export function statusIn(heard: Heard) {
  return read(heard, nodeStatusStruct.read(payloadIn(heard)));
}

/** The info that an answer tells. */
export function infoIn(heard: Heard) {
  return read(heard, nodeInfoStruct.read(payloadIn(heard)));
}

/** The answer has these properties and no other, each with its type; `list of` where it is an array. Order does not matter. 6.6. */
export function verifyProperties(heard: Heard, wanted: Readonly<Record<string, string>>): void {
  const seen = propertiesOf(read(heard, readReflected(payloadIn(heard))), '');
  const lines = (all: Iterable<readonly [string, string]>): string =>
    [...all]
      .map((one) => one.join(' '))
      .sort()
      .join(', ');
  if (lines(seen) === lines(Object.entries(wanted))) return;
  const expected = `${heard.title} of ${lines(Object.entries(wanted))}`;
  throw new ExpectationFailed({ expected, actual: lines(seen), code: 'wrong-properties' });
}

function propertiesOf(structure: Structure, path: string): ReadonlyMap<string, string> {
  const own = structure.map((property) => [`${path}${property.name}`, typeOf(property)] as const);
  const inner = structure.flatMap((property) =>
    elementsOf(property).flatMap((element) => [...propertiesOf(element, `${path}${property.name}/`)]),
  );
  return new Map([...own, ...inner]);
}

function typeOf(property: Property): string {
  const type = property.type === 'structure' ? 'structures' : property.type;
  return 'values' in property ? `list of ${type}` : type;
}

function elementsOf(property: Property): readonly Structure[] {
  if (property.type !== 'structure') return [];
  return 'values' in property ? property.values : [property.value];
}

/** Lists of nodes and endpoints are the same where their lines are. */
export function verifyList(what: string, wanted: readonly string[], seen: readonly string[]): void {
  const wrong = wanted.findIndex((line, index) => line !== seen[index]);
  if (wrong < 0 && wanted.length === seen.length) return;
  const show = (all: readonly string[]): string => (all.length === 0 ? 'none' : all.join(', '));
  throw new ExpectationFailed({ expected: `${what}: ${show(wanted)}`, actual: show(seen), code: `wrong-${what}` });
}

/** What holds of an answer, as a sentence where it does not. */
export function verify(holds: boolean, expected: string, actual: string, code: string): void {
  if (!holds) throw new ExpectationFailed({ expected, actual, code });
}

/** The answering node is among the nodes, once and online. */
export function verifySelf({ server }: ClusterStage, heard: Heard): void {
  const own = nodesIn(heard).filter(({ address }) => address === server);
  const actual =
    own.length === 0 ? 'no such node' : own.map(({ online }) => (online ? 'online' : 'offline')).join(', ');
  verify(own.length === 1 && own[0]?.online === true, `${addressText(server)} online`, actual, 'wrong-self');
}

/** Every address is that of a node's server: level 1, service 0, a node word, instance 0. */
export function verifyServers(heard: Heard): void {
  const wrong = nodesIn(heard).find(({ address }) => {
    const { level, service, node, instance } = partsOf(address);
    return level !== levels.node || service !== 0 || node === 0 || instance !== 0;
  });
  verify(wrong === undefined, 'addresses of nodes', addressText(wrong?.address ?? 0n), 'wrong-node-address');
}

const LEVEL_MAX = 1000;
/** Battery states in which the level means something. */
const charged: readonly number[] = [2, 3];

/** Status 0 to 3; a level of at most a thousand where there is a battery. */
export function verifyBattery(heard: Heard): void {
  const { batteryStatus, batteryLevel } = statusIn(heard);
  verify(batteryStatus <= 3, 'a battery status of 0 to 3', `${batteryStatus}`, 'wrong-battery-status');
  const isRight = !charged.includes(batteryStatus) || batteryLevel <= LEVEL_MAX;
  verify(isRight, 'a battery level of at most 1000', `${batteryLevel}`, 'wrong-battery-level');
}

/** How far the node's host is. */
export function verifyProgress(heard: Heard, complete: number, total: number): void {
  const { progressComplete, progressTotal } = statusIn(heard);
  const actual = `${progressComplete} of ${progressTotal === PROGRESS_UNKNOWN ? 'unknown' : progressTotal}`;
  const isRight = progressComplete === complete && progressTotal === total;
  verify(isRight, `progress ${complete} of ${total}`, actual, 'wrong-progress');
}

/** A system of 0 to 2, an architecture of 0 to 4. */
export function verifyMachine(heard: Heard): void {
  const { system, architecture } = infoIn(heard);
  verify(system <= 2, 'a system of 0 to 2', `${system}`, 'wrong-system');
  verify(architecture <= 4, 'an architecture of 0 to 4', `${architecture}`, 'wrong-architecture');
}

/** The name that the node has, and its UUID where that is told. */
export function verifyIdentity(heard: Heard, name: string, uuid?: string): void {
  const info = infoIn(heard);
  verify(info.name === name, `the name ${JSON.stringify(name)}`, JSON.stringify(info.name), 'wrong-name');
  if (uuid === undefined) return;
  const seen = uuidOf(info.uuid);
  verify(seen === uuid, `the UUID ${uuid}`, seen, 'wrong-uuid');
}

/** That endpoint is listed, once, with its service. Names of predefined services are each node's own, and compared with none. */
export function verifyEndpoint(heard: Heard, address: bigint, identifier: string, name?: string): void {
  const own = endpointsIn(heard).filter((endpoint) => endpoint.address === address);
  const lineOf = (one: ListedEndpoint): string => `${one.serviceId}${name === undefined ? '' : `, ${one.serviceName}`}`;
  const wanted = `${identifier}${name === undefined ? '' : `, ${name}`}`;
  verifyList(`endpoint ${addressText(address)}`, [wanted], own.map(lineOf));
}

/** All that are listed are of that service. */
export function verifyService(heard: Heard, identifier: string): void {
  const other = endpointsIn(heard).find(({ serviceId }) => serviceId !== identifier);
  verify(other === undefined, `endpoints of ${identifier}`, other?.serviceId ?? '', 'wrong-service');
}

/** These endpoints are listed in this order, whoever is listed between them. */
export function verifyOrder(heard: Heard, wanted: readonly bigint[]): void {
  const seen = endpointsIn(heard).filter(({ address }) => wanted.includes(address));
  verifyList(
    'endpoints',
    wanted.map(addressText),
    seen.map(({ address }) => addressText(address)),
  );
}

/** Order of properties, of texts and of values are those of the page, which share equal texts. Source: 6.6, "Writing order". */
export function verifyOctets(heard: Heard): void {
  const payload = payloadIn(heard);
  verifyPayload(heard, rewritten[heard.title]?.(payload) ?? payload);
}

/** Writes again what was read, by the title of its packet. */
const rewritten: Readonly<Record<string, (payload: Uint8Array) => Uint8Array | undefined>> = {
  nodes: (payload) => again(nodesStruct, payload),
  endpoints: (payload) => again(nodeEndpointsStruct, payload),
  info: (payload) => again(nodeInfoStruct, payload),
  status: (payload) => again(nodeStatusStruct, payload),
};

function again<Value>(
  format: { read(octets: Uint8Array): FormatResult<Value>; write(value: Value): Uint8Array },
  payload: Uint8Array,
): Uint8Array | undefined {
  const result = format.read(payload);
  return result.kind === 'ok' ? format.write(result.value) : undefined;
}
