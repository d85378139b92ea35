/**
 * What a node tells of its net, its endpoints, itself and how it does; and what it is asked to do with its machine.
 *
 * A status that another node tells is for display, and answers that come unasked are for nobody: both are ignored.
 * Leaves out who may ask (server-verbs) and how the machine obeys (the host). Source: spec/cluster.md sections 5.4 and 6.7.
 */
import { clusterMessages, nodeEndpointsStruct, nodeInfoStruct } from '../../protocols/cluster/index.ts';
import { batteryStatuses, nodesStruct, nodeStatusStruct } from '../../protocols/cluster/index.ts';
import { addressText, readPayload, serverAddress, services, uuidOctets, verbs } from '../../protocols/cluster/index.ts';
import type { Packet, ServerCore, ServerPart, Service } from './core.ts';

/** How far the job host of this node is; as NodeStatusStruct has it. */
export interface Progress {
  readonly complete: number;
  readonly total: number;
}

/** The name of the deadline of the next broadcast. */
const NEXT = 'status';
const ALL_NODES = serverAddress(0);

/** The status API; `progress` is asked each time that a status is told. */
export function createStatusPart(core: ServerCore, progress: () => Progress): ServerPart {
  const status = (): Uint8Array => writeStatus(progress());
  const broadcast = (): void => {
    core.at(NEXT, core.env.nowUs + core.options.timers.statusUs, broadcast);
    core.route(verbs.status, ALL_NODES, status());
  };
  return {
    online: broadcast,
    offline: () => core.cancel(NEXT),
    verbs: {
      enumerateNodes: (packet) => tellNodes(core, packet),
      enumerateEndpoints: (packet) => tellEndpoints(core, packet),
      infoRequest: (packet) => core.route(verbs.info, packet.origin, writeInfo(core)),
      statusRequest: (packet) => core.route(verbs.status, packet.origin, status()),
      control: (packet) => control(core, packet),
    },
  };
}

/**
 * Ambiguity: without a battery, originals tell FFFFFC18 or 0 for its level, by processor; the page says to ignore it.
 * Ours is 0. 6.7, CLU-STATUS-017.
 */
function writeStatus({ complete, total }: Progress): Uint8Array {
  const battery = { batteryStatus: batteryStatuses.none, batteryLevel: 0 };
  return nodeStatusStruct.write({ ...battery, progressComplete: complete, progressTotal: total });
}

function writeInfo({ options }: ServerCore): Uint8Array {
  return nodeInfoStruct.write({ ...options.machine, uuid: uuidOctets(options.uuid), name: options.name });
}

/** In the order of the table, the node itself among them; nothing while there is no net. */
function tellNodes(core: ServerCore, { origin }: Packet): void {
  if (core.table === null || !core.isOnline) return;
  const nodes = core.table.nodes.map(({ address, name, uuid }) => ({
    address,
    name,
    online: uuid === core.options.uuid || core.linkOf(uuid) !== null,
  }));
  core.route(verbs.nodes, origin, nodesStruct.write({ nodes }));
}

function tellEndpoints(core: ServerCore, { origin, payload }: Packet): void {
  const read = readPayload(clusterMessages(core.options.limits), verbs.enumerateEndpoints, payload);
  if (read.kind === 'bad' || read.value.name !== 'enumerateEndpoints') {
    return core.notice(`a query for endpoints of ${addressText(origin)} cannot be read`);
  }
  const wanted = read.value.value.service;
  const own = core.services().find(({ word }) => word === services.node);
  const self = own === undefined ? [] : [{ address: core.self, service: own }];
  const endpoints = [...self, ...core.endpoints()]
    .filter(({ service }) => wanted === '' || service.identifier === wanted)
    .map(({ address, service }) => ({ address, ...namesOf(service) }));
  core.route(verbs.endpoints, origin, nodeEndpointsStruct.write({ endpoints }));
}

function namesOf({ identifier, name }: Service) {
  return { serviceId: identifier, serviceName: name };
}

/**
 * Ambiguity: the original obeys anybody. Row 24 wants a permission; without it ours does nothing and tells its operator. Bits that the
 * page does not name are handed on as they came, for the host to ignore. CLU-CTRL-003, CLU-CTRL-004.
 */
function control(core: ServerCore, { origin, payload }: Packet): void {
  const read = readPayload(clusterMessages(core.options.limits), verbs.control, payload);
  if (read.kind === 'bad' || read.value.name !== 'control') return;
  const { mask } = read.value.value;
  if (core.options.policy.control) core.tell({ kind: 'control', mask, from: origin });
  else core.notice(`node control by ${addressText(origin)} is not allowed here`);
}
