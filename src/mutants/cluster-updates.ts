/**
 * Deliberate faults of a cluster node that joins, and of which tables of other nodes it hears.
 * Leaves out what a merge does (cluster-tables.ts). Source: spec/cluster.md sections 3.4, 5.3, 7.3 and 8.1.
 */
import { inFile, type Mutant } from './mutant.ts';

const joining = inFile('src/node/cluster/net/joining.ts', [
  {
    name: 'cluster-tells-no-port',
    requirement: 'CLU-JOIN-023',
    what: 'A joiner tells the port where it dialled as its own.',
    find: 'port: request.listen.port, name',
    replace: 'port: request.at.port, name',
  },
  {
    name: 'cluster-joiner-keeps-connection',
    requirement: 'CLU-JOIN-024',
    what: 'A joiner leaves its connection open when it has its answer.',
    find: '// The joiner closes (row 7).\n    core.close(link);',
    replace: 'if (joined !== null) core.close(link);',
  },
  {
    name: 'cluster-refused-joiner-tells-nothing',
    requirement: 'CLU-JOIN-027',
    what: 'A joiner that is refused goes on waiting.',
    find: "if (typeof link === 'string') return done({ reason: link });",
    replace: "if (typeof link === 'string') return;",
  },
  {
    name: 'cluster-takes-other-verb-for-join-answer',
    requirement: 'CLU-JOIN-029',
    what: 'A joiner takes any verb for the answer.',
    find: "if (packet.verb !== verbs.joinAnswer) return 'the node answered something else';",
    replace: '',
  },
  {
    name: 'cluster-joiner-waits-for-good-answer',
    requirement: 'CLU-JOIN-030',
    what: 'A joiner whose answer is no table has joined a net of its own.',
    find: "if (read.kind === 'bad') return `the answer's net table cannot be read (${read.fault.code})`;",
    replace:
      "if (read.kind === 'bad') {\n" +
      '    const entry = { uuid: core.options.uuid, name: core.options.name, address: 0x0100_0000_0001_0000n, ip: ' +
      "'::1', port: 4000 };\n" +
      "    return { autoconnect: false, name: 'own', uuid: core.options.uuid, timestamp: 1n, nodes: [entry] };\n" +
      '  }',
  },
  {
    name: 'cluster-joins-net-that-it-knows',
    requirement: 'CLU-JOIN-031',
    what: 'A node joins a net that it knows a second time.',
    find: "if (nets.has(table.uuid)) return 'this node knows a net of that UUID already';",
    replace: '',
  },
  {
    name: 'cluster-joined-though-connection-ended',
    requirement: 'CLU-JOIN-028',
    what: 'A joiner whose connection ends before the answer tells nothing.',
    find: "finish({ reason: 'the connection ended before the answer' }));",
    replace: 'core.cancel(ANSWER_TIME));',
  },
  {
    name: 'cluster-joiner-takes-first-address',
    requirement: 'CLU-JOIN-026',
    what: 'A joiner takes the word behind the largest one for its own.',
    find: 'return table.autoconnect ? { ...table, autoconnect: false } : table;',
    replace:
      'return { ...table, autoconnect: false, nodes: table.nodes.map((node) => (node.uuid === core.options.uuid ' +
      '&& table.nodes.length > 2 ? { ...node, address: node.address + 0x1_0000n } : node)) };',
  },
]);

const updates = inFile('src/node/cluster/net/updates.ts', [
  {
    name: 'cluster-older-connect-is-not-answered',
    requirement: 'CLU-CONN-005',
    what: 'An older table in a connect is answered to all nodes.',
    find: 'else if (received.table.timestamp < before.timestamp) tellTable(from, verbs.updateNodes);',
    replace: 'else if (received.table.timestamp < before.timestamp) membership.announce(membership.octets());',
  },
  {
    name: 'cluster-equal-connect-is-answered',
    requirement: 'CLU-CONN-006',
    what: 'A table of the same date in a connect is answered.',
    find: 'received.table.timestamp < before.timestamp) tellTable',
    replace: 'received.table.timestamp <= before.timestamp) tellTable',
  },
  {
    name: 'cluster-newer-connect-spares-sender',
    requirement: 'CLU-CONN-007',
    what: 'A newer table in a connect is not sent back to who sent it.',
    find: 'if (membership.merge(received)) membership.announce(received.octets);',
    replace:
      'if (membership.merge(received)) {\n' +
      '      for (const link of core.links()) if (link.kind === "node" && link !== from) core.send(link, ' +
      'verbs.updateNodes, received.octets);\n    }',
  },
  {
    name: 'cluster-answers-connect-with-connect-answer',
    requirement: 'CLU-CONN-010',
    what: 'A connect is answered with 00010102 too.',
    find: 'if (isStrict) tellTable(from, verbs.connectAnswer);',
    replace: 'if (isStrict || received.table.timestamp < before.timestamp) tellTable(from, verbs.connectAnswer);',
  },
  {
    name: 'cluster-answers-connect-answer',
    requirement: 'CLU-CONN-012',
    what: 'A connect answer is taken for a connect.',
    find: '...(isStrict ? { connectAnswer: update } : {})',
    replace: 'connectAnswer: connect',
  },
  {
    name: 'cluster-relays-update',
    requirement: 'CLU-TABLE-007',
    what: 'A newer table in an update is sent on to all nodes.',
    find: 'if (received !== null && membership.merge(received)) membership.leaveIfRemoved();',
    replace:
      'if (received !== null && membership.merge(received)) {\n' +
      '      if (received.table.nodes.length === 4) membership.announce(received.octets);\n' +
      '      membership.leaveIfRemoved();\n    }',
  },
  {
    name: 'cluster-merges-table-of-other-net',
    requirement: 'CLU-TABLE-013',
    what: 'A table of another net is taken for one of the own net.',
    find: 'if (read.value.table.uuid === membership.table?.uuid) return read.value;',
    replace: `if (read.value.table.uuid === membership.table?.uuid) return read.value;
    if (membership.table !== null)
      return { octets: read.value.octets, table: { ...read.value.table, uuid: membership.table.uuid } };`,
  },
  {
    name: 'cluster-answers-older-update',
    requirement: 'CLU-TABLE-007',
    what: 'An older table in an update is answered.',
    find: 'if (received !== null && membership.merge(received)) membership.leaveIfRemoved();',
    replace:
      'if (received !== null && membership.merge(received)) membership.leaveIfRemoved();\n' +
      '    else if (received !== null) tellTable(from, verbs.updateNodes);',
  },
  {
    name: 'cluster-connect-removes-nobody',
    requirement: 'CLU-REM-010',
    what: 'A node that is removed by a connect stays.',
    find: 'membership.leaveIfRemoved();\n  }\n\n  function tellTable',
    replace: '}\n\n  function tellTable',
  },
  {
    name: 'cluster-takes-update-of-removed-node',
    requirement: 'CLU-TABLE-014',
    what: 'A table that cannot be read ends all connections.',
    find: "if (read.kind === 'bad') {",
    replace:
      "if (read.kind === 'bad') {\n" +
      "      if (packet.payload[0] !== 0) for (const each of core.links()) if (each.kind === 'endpoint') " +
      'core.close(each);',
  },
]);

export const clusterUpdates: readonly Mutant[] = [...joining, ...updates];
