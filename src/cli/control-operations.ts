/**
 * What the control socket of a serving cluster node can be asked: the operations of the adapter contract, `state`, and `leave-net`.
 * Leaves out the socket (src/host/control-socket.ts) and who asks (node-command.ts). Source: spec/adapter.md, section cluster.
 */
import type { ContractAnswer, ContractRequest, ContractServer, JsonObject } from '../lib/contract.ts';
import { BadRequest, doneText, nodeState, readOrder } from '../node/cluster/index.ts';
import type { Order, ServerEvent, ServerView } from '../node/cluster/index.ts';
import { type Uuid, uuidText } from '../protocols/cluster/index.ts';

/** How an order ended. */
export type Told = Extract<ServerEvent, { readonly kind: 'done' | 'failed' }>;

/** The node that is asked. */
export interface Operated {
  ask(order: Order): Promise<Told>;
  view(): ServerView;
  newUuid(): Uuid;
}

/** The operations of a node. A net that is made without a UUID gets a new one. */
export function nodeOperations(node: Operated): ContractServer {
  return { handle: (request, answer) => void operate(request, node).then(answer) };
}

async function operate({ op, args }: ContractRequest, node: Operated): Promise<ContractAnswer> {
  if (op === 'state') return { ok: nodeState(node.view()) };
  try {
    const order = orderOf(op, args, node);
    if (order === null) return { error: { code: 'unsupported', message: `there is no operation "${op}"` } };
    const told = await node.ask(order);
    return told.kind === 'done' ? { ok: doneText(told) } : { error: { code: 'failed', message: told.reason } };
  } catch (mistake) {
    if (!(mistake instanceof BadRequest)) throw mistake;
    return { error: { code: 'bad-request', message: mistake.message } };
  }
}

function orderOf(op: string, args: JsonObject, { view, newUuid }: Operated): Order | null {
  if (op === 'leave-net') return { kind: 'remove-node', address: view().self };
  if (op !== 'create-net') return readOrder(op, args);
  const { net } = args as { readonly net?: JsonObject };
  return readOrder(op, { ...args, net: { uuid: uuidText(newUuid()), ...net } });
}
