/** What a server looks like from outside at a moment. Leaves out its form on a control line (contract.ts). Source: spec/adapter.md. */
import type { ServerCore } from './core.ts';
import { JOINER } from './greeting.ts';
import type { ServerView } from './types.ts';

/** The net, the nodes and the endpoints as that server knows them now. */
export function viewOf(core: ServerCore, tasksAllowed: boolean): ServerView {
  const { table, options } = core;
  const nodes = table?.nodes ?? [];
  return {
    net: table === null ? null : { uuid: table.uuid, name: table.name },
    timestamp: table?.timestamp ?? 0n,
    self: nodes.find(({ uuid }) => uuid === options.uuid)?.address ?? JOINER,
    tasksAllowed,
    nodes: nodes.map(({ uuid, name, address, ip, port }) => ({
      ...{ uuid, name, address, host: ip, port },
      online: uuid === options.uuid ? core.isOnline : core.linkOf(uuid) !== null,
    })),
    endpoints: core.endpoints().map(({ address, service }) => ({
      ...{ address, service: service.identifier, name: service.name },
    })),
  };
}
