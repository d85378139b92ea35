/**
 * Deliberate faults of what a cluster node tells: its nodes and endpoints, itself, how it does, and log lines.
 * Leaves out who may ask (cluster-dispatch.ts). Source: spec/cluster.md sections 5.4, 5.5 and 6.7.
 */
import { inFile, type Mutant } from './mutant.ts';

const status = inFile('src/node/cluster/status.ts', [
  {
    name: 'cluster-tells-other-nodes-only',
    requirement: 'CLU-STATUS-002',
    what: 'The nodes do not hold the answering node online.',
    find: 'online: uuid === core.options.uuid || core.linkOf(uuid) !== null,',
    replace: 'online: core.linkOf(uuid) !== null,',
  },
  {
    name: 'cluster-nodes-backwards',
    requirement: 'CLU-STATUS-003',
    what: 'The nodes are not in the order of the table.',
    find: 'core.route(verbs.nodes, origin, nodesStruct.write({ nodes }));',
    replace:
      'core.route(verbs.nodes, origin, nodesStruct.write({ nodes: nodes.length < 3 ? nodes : nodes.toReversed() }));',
  },
  {
    name: 'cluster-all-nodes-are-online',
    requirement: 'CLU-STATUS-004',
    what: 'Every node of the table is told online.',
    find: 'online: uuid === core.options.uuid || core.linkOf(uuid) !== null,',
    replace: 'online: true,',
  },
  {
    name: 'cluster-node-is-no-endpoint',
    requirement: 'CLU-STATUS-006',
    what: 'The node itself is listed behind its endpoints.',
    find: 'const endpoints = [...self, ...core.endpoints()]',
    replace: 'const endpoints = (wanted === "" ? [...core.endpoints(), ...self] : [...self, ...core.endpoints()])',
  },
  {
    name: 'cluster-endpoints-by-service',
    requirement: 'CLU-STATUS-007',
    what: 'Endpoints are listed by their addresses.',
    find: '.map(({ address, service }) => ({ address, ...namesOf(service) }));',
    replace:
      '.toSorted((a, b) => (a.address < b.address ? -1 : 1))\n    .map(({ address, service }) => ({ ' +
      'address, ...namesOf(service) }));',
  },
  {
    name: 'cluster-lists-first-of-service',
    requirement: 'CLU-STATUS-008',
    what: 'With the identifier of a service all endpoints are listed.',
    find: "wanted === '' || service.identifier === wanted)",
    replace:
      "wanted === '' || service.identifier === wanted || (wanted !== 'engine.cluster.node' && service.word > 0 && " +
      'core.services().some(({ identifier }) => identifier === wanted)))',
  },
  {
    name: 'cluster-node-is-never-asked-for',
    requirement: 'CLU-STATUS-009',
    what: 'The node itself is not listed for engine.cluster.node.',
    find: "wanted === '' || service.identifier === wanted)",
    replace: "wanted === '' || (service.identifier === wanted && service.word !== 0))",
  },
  {
    name: 'cluster-lists-all-for-unknown-service',
    requirement: 'CLU-STATUS-010',
    what: 'An identifier that no service has lists those that begin like it.',
    find: "wanted === '' || service.identifier === wanted)",
    replace:
      "wanted === '' || service.identifier === wanted || (wanted.length > 17 && service.word === 0 && " +
      '(service.identifier.startsWith(wanted) || wanted.startsWith(service.identifier))))',
  },
  {
    name: 'cluster-compares-identifiers-without-case',
    requirement: 'CLU-STATUS-010',
    what: 'Identifiers are compared without their case where endpoints are listed.',
    find: "wanted === '' || service.identifier === wanted)",
    replace: "wanted === '' || service.identifier.toLowerCase() === wanted.toLowerCase())",
  },
  {
    name: 'cluster-names-are-identifiers',
    requirement: 'CLU-STATUS-011',
    what: 'The identifier of a service is told as its name too.',
    find: 'return { serviceId: identifier, serviceName: name };',
    replace: 'return { serviceId: identifier, serviceName: identifier };',
  },
  {
    name: 'cluster-info-has-no-uuid',
    requirement: 'CLU-STATUS-014',
    what: 'The info tells the zero UUID.',
    find: 'uuid: uuidOctets(options.uuid), name: options.name',
    replace: 'uuid: uuidOctets(options.uuid).fill(0), name: options.name',
  },
  {
    name: 'cluster-info-has-other-name',
    requirement: 'CLU-STATUS-014',
    what: 'The info tells a name that the node does not have in its net.',
    find: 'uuid: uuidOctets(options.uuid), name: options.name',
    replace: "uuid: uuidOctets(options.uuid), name: 'localhost'",
  },
  {
    name: 'cluster-info-has-unknown-system',
    requirement: 'CLU-STATUS-015',
    what: 'System and architecture are told by numbers that the page does not have.',
    find: '...options.machine, uuid',
    replace: '...options.machine, system: 3, architecture: 9, uuid',
  },
  {
    name: 'cluster-tells-battery-in-percent',
    requirement: 'CLU-STATUS-017',
    what: 'A machine without a battery tells a battery status that the page does not have.',
    find: 'batteryStatus: batteryStatuses.none, batteryLevel: 0',
    replace: 'batteryStatus: 4, batteryLevel: 100_000',
  },
  {
    name: 'cluster-idle-is-0-of-1',
    requirement: 'CLU-STATUS-018',
    what: 'A node whose job host does nothing tells 1 of 1.',
    find: 'return nodeStatusStruct.write({ ...battery, progressComplete: complete, progressTotal: total });',
    replace:
      'return nodeStatusStruct.write({ ...battery, progressComplete: total === 0 ? 1 : complete, progressTotal: ' +
      'total === 0 ? 1 : total });',
  },
  {
    name: 'cluster-status-once',
    requirement: 'CLU-STATUS-019',
    what: 'The status is told at the beginning only.',
    find: 'core.at(NEXT, core.env.nowUs + core.options.timers.statusUs, broadcast);',
    replace: '',
  },
  {
    name: 'cluster-status-too-often',
    requirement: 'CLU-STATUS-019',
    what: 'The status is told four times in a period.',
    find: 'core.options.timers.statusUs, broadcast);',
    replace: 'core.options.timers.statusUs / 4, broadcast);',
  },
  {
    name: 'cluster-status-to-endpoints',
    requirement: 'CLU-STATUS-020',
    what: 'The status is told to all endpoints too.',
    find: 'core.route(verbs.status, ALL_NODES, status());',
    replace:
      'core.route(verbs.status, ALL_NODES, status());\n' +
      '    for (const { address } of core.endpoints()) core.route(verbs.status, address, status());',
  },
  {
    name: 'cluster-tells-nodes-to-endpoints-only',
    requirement: 'CLU-STATUS-024',
    what: 'Info request of a node is not answered.',
    find: 'infoRequest: (packet) => core.route(',
    replace: 'infoRequest: (packet, from) => from.kind === "endpoint" && core.route(',
  },
  {
    name: 'cluster-answers-nodes-once',
    requirement: 'CLU-STATUS-026',
    what: 'Enumerate nodes is answered once in a moment.',
    find: 'if (core.table === null || !core.isOnline) return;',
    replace:
      'if (core.table === null || !core.isOnline || core.toldAtUs === core.env.nowUs) return;\n  ' +
      'core.toldAtUs = core.env.nowUs;',
  },
  {
    name: 'cluster-obeys-control-of-endpoints',
    requirement: 'CLU-CTRL-004',
    what: 'Node control of endpoints is obeyed whatever the configuration says.',
    find: 'else core.notice(`node control',
    replace: 'else if ((mask & 0x10) !== 0) core.goOffline();\n  else core.notice(`node control',
  },
  {
    name: 'cluster-status-has-other-names',
    requirement: 'CLU-STATUS-016',
    what: 'A status has the structure of the info.',
    find: 'statusRequest: (packet) => core.route(verbs.status, packet.origin, status()),',
    replace: 'statusRequest: (packet) => core.route(verbs.status, packet.origin, status().subarray(0, 16)),',
  },
]);

const logging = inFile('src/node/cluster/logging.ts', [
  {
    name: 'cluster-log-to-first-logger',
    requirement: 'CLU-LOG-001',
    what: 'A log line of an endpoint reaches the first two loggers of the node only.',
    find: 'tellLoggers(record);\n      },',
    replace: `for (const { address } of core.endpoints().filter(({ service }) => service.word === 3).slice(0, 2))
          core.route(verbs.logClient, address, record);
      },`,
  },
  {
    name: 'cluster-log-record-is-cut',
    requirement: 'CLU-LOG-002',
    what: 'A long log record is cut.',
    find: 'const record = payload.slice();',
    replace: 'const record = payload.slice(0, 1_000_000);',
  },
  {
    name: 'cluster-log-to-clients',
    requirement: 'CLU-LOG-003',
    what: 'Job clients are told log lines too.',
    find: 'tellLoggers(record);\n      },',
    replace:
      'tellLoggers(record);\n' +
      '        core.route(verbs.logClient, addressOf({ level: 2, service: 1, node: partsOf(core.self).node, ' +
      'instance: 0 }), record);\n      },',
  },
  {
    name: 'cluster-log-spares-author',
    requirement: 'CLU-LOG-004',
    what: 'A logger is not told its own lines.',
    find: 'logPrimary: ({ payload }) => {',
    replace: `logPrimary: ({ payload, origin }) => {
        if (partsOf(origin).service === services.logger) return;`,
  },
  {
    name: 'cluster-log-stays-here',
    requirement: 'CLU-LOG-005',
    what: 'A log line of an endpoint is not broadcast.',
    find: 'core.route(verbs.logBroadcast, ALL_NODES, record);',
    replace: '',
  },
  {
    name: 'cluster-log-is-primary-everywhere',
    requirement: 'CLU-LOG-005',
    what: 'A log line goes to other nodes as a primary one.',
    find: 'core.route(verbs.logBroadcast, ALL_NODES, record);',
    replace: 'core.route(verbs.logPrimary, ALL_NODES, record);',
  },
  {
    name: 'cluster-no-broadcast-for-loggers',
    requirement: 'CLU-LOG-006',
    what: 'A log broadcast from a node reaches the first logger only.',
    find: 'logBroadcast: ({ payload }) => tellLoggers(payload.slice()),',
    replace: 'logBroadcast: ({ payload }) => core.route(verbs.logClient, ownLoggers(core) + 1n, payload.slice()),',
  },
  {
    name: 'cluster-relays-log-broadcast',
    requirement: 'CLU-LOG-007',
    what: 'A log broadcast is relayed to all nodes.',
    find: 'logBroadcast: ({ payload }) => tellLoggers(payload.slice()),',
    replace: `logBroadcast: ({ payload }) => {
        tellLoggers(payload.slice());
        if (payload.length < 200) core.route(verbs.logBroadcast, ALL_NODES, payload.slice());
      },`,
  },
  {
    name: 'cluster-log-lines-in-pairs',
    requirement: 'CLU-LOG-010',
    what: 'Of many log lines two are told in the other order.',
    find: 'tellLoggers(record);\n      },',
    replace: `core.lines = (core.lines ?? 0) + 1;
        if (core.lines === 50) core.late = record;
        else tellLoggers(record);
        if (core.lines === 51) tellLoggers(core.late);
      },`,
  },
  {
    name: 'cluster-log-author-is-sender',
    requirement: 'CLU-LOG-011',
    what: 'The author of a record is who sends it.',
    find: 'logPrimary: ({ payload }) => {\n        const record = payload.slice();',
    replace: `logPrimary: ({ payload, origin }) => {
        const record = payload.slice();
        if (record.length > 15) for (let at = 0n; at < 8n;
          at += 1n) record[Number(at)] = Number((origin >> (8n * at)) & 0xffn);`,
  },
  {
    name: 'cluster-short-record-ends-logging',
    requirement: 'CLU-LOG-012',
    what: 'A record too short to be one ends the connection of its sender and of the loggers.',
    find: 'logPrimary: ({ payload }) => {',
    replace: `logPrimary: ({ payload }, from) => {
        if (payload.length < 16) for (const { link } of core.endpoints()) if (link !== from) core.close(link);`,
  },
  {
    name: 'cluster-log-to-loggers-that-left',
    requirement: 'CLU-LOG-014',
    what: 'After a logger has left no logger is told anything.',
    find: 'return {\n    verbs: {\n      logPrimary: ({ payload }) => {',
    replace: `let isOver = false;
  return {
    ended: ({ address }, kind) => {
      isOver ||= kind === 'endpoint' && partsOf(address).service === services.logger;
    },
    verbs: {
      logPrimary: ({ payload }) => {
        if (isOver) return;`,
  },
]);

export const clusterServices: readonly Mutant[] = [...status, ...logging];
