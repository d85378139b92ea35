/**
 * The verbs of launching: requests, kills, permission, and what the node's own host tells it.
 * Leaves out the rent itself (rent.ts) and who may send them (server-verbs). Source: spec/cluster.md sections 5.6, 5.7 and 7.11.
 */
import { addressText, clusterMessages, levels, partsOf, readPayload } from '../../../protocols/cluster/index.ts';
import { serverAddress, services, verbs } from '../../../protocols/cluster/index.ts';
import type { Link, Packet, ServerCore, ServerPart } from '../core.ts';
import { KERNEL_FOLDER, type Rent } from './rent.ts';

const ALL_NODES = serverAddress(0);
const nothing = new Uint8Array(0);

/** The part that serves 00000411, 00000412, 00000416, and 00010411 and 00010423 of its host, by `rent`. */
export function createRentPart(core: ServerCore, rent: Rent): ServerPart {
  return {
    start: (done) => core.sweep(KERNEL_FOLDER, () => done()),
    online: () => void (rent.tasksAllowed = true),
    offline: () => rent.abandon(),
    command: (command) => {
      if (command.kind !== 'set-tasks') return false;
      rent.tasksAllowed = command.allow;
      core.tell({ kind: 'done', ticket: command.ticket });
      return true;
    },
    verbs: {
      launchHost: ({ origin, payload }) => rent.start(origin, payload),
      launchAnswer: (packet, from) => ready(core, rent, packet, from),
      killHost: (packet) => kill(core, rent, packet),
      allowTasks: ({ payload }) => {
        if (payload.length > 0) rent.tasksAllowed = payload[0] !== 0;
      },
      queueStatus: (packet, from) => progress(core, rent, packet, from),
    },
  };
}

/** Row 27, row 50: an empty one of a job host of this node, and no other. */
function ready(core: ServerCore, rent: Rent, { payload }: Packet, from: Link): void {
  if (payload.length > 0) return;
  if (!isOwnHost(from) || !rent.ready(from)) core.notice(`${addressText(from.address)} is no host that starts`);
}

function progress(core: ServerCore, rent: Rent, { payload }: Packet, from: Link): void {
  const read = readPayload(clusterMessages(core.options.limits), verbs.queueStatus, payload);
  if (!isOwnHost(from) || read.kind === 'bad' || read.value.name !== 'queueStatus') return;
  const { complete, total } = read.value.value;
  rent.progressed(from.address, { complete, total });
}

/** No node has an address of that service. */
function isOwnHost({ address }: Link): boolean {
  return partsOf(address).service === services.host;
}

/** From an endpoint for the whole cluster, from a node for this one; in seed-strict always for this one. Row 29. */
function kill(core: ServerCore, rent: Rent, { origin }: Packet): void {
  rent.kill();
  if (core.options.dialect === 'seed-strict' || partsOf(origin).level === levels.node) return;
  core.route(verbs.killHost, ALL_NODES, nothing);
}
