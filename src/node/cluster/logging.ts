/**
 * Lines of log on their way: from an endpoint to all loggers of the net, each node serving its own.
 *
 * Ambiguity: records are not validated by originals, and loggers ignore short ones; ours passes them on unread, octet for octet, so
 * that what one program writes another reads. 00000303 that comes to a node is ignored. 5.5, rows 25 and 26, CLU-LOG-002, CLU-LOG-012.
 * Leaves out who may log (server-verbs) and what loggers show. Source: spec/cluster.md section 5.5.
 */
import { addressOf, levels, partsOf, serverAddress, services, verbs } from '../../protocols/cluster/index.ts';
import type { ServerCore, ServerPart } from './core.ts';

const ALL_NODES = serverAddress(0);

/** Routing of log records. One copy of a record serves all that it goes to. */
export function createLoggingPart(core: ServerCore): ServerPart {
  const tellLoggers = (record: Uint8Array): void => core.route(verbs.logClient, ownLoggers(core), record);
  return {
    verbs: {
      logPrimary: ({ payload }) => {
        const record = payload.slice();
        core.route(verbs.logBroadcast, ALL_NODES, record);
        tellLoggers(record);
      },
      logBroadcast: ({ payload }) => tellLoggers(payload.slice()),
    },
  };
}

function ownLoggers({ self }: ServerCore): bigint {
  return addressOf({ level: levels.endpoint, service: services.logger, node: partsOf(self).node, instance: 0 });
}
