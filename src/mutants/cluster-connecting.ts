/**
 * Deliberate faults of how a cluster node connects: what it says to nodes that dial it, whom it dials, how it joins, which tables it hears.
 * Leaves out octets of the handshake (cluster-handshake.ts) and what happens to the table (cluster-net.ts).
 * Source: spec/cluster.md sections 3.3, 3.4, 5.3, 7.1 to 7.4 and 8.1.
 */
import { inFile, type Mutant } from './mutant.ts';

const greeting = inFile('src/node/cluster/net/greeting.ts', [
  {
    name: 'cluster-takes-node-that-means-another',
    requirement: 'CLU-HAND-028',
    what: 'A node that means another one is answered with no address of its own.',
    find: "if (target !== own) return answer(refusal('it means another node'));",
    replace: "if (target !== own) return answer({ kind: 'connect', address: 0x0100_0000_0055_0000n });",
  },
  {
    name: 'cluster-takes-unknown-node',
    requirement: 'CLU-HAND-029',
    what: 'A node that is not in the table is taken.',
    find: "if (entry === undefined) return answer(refusal('it is not in the net'));",
    replace:
      "if (entry === undefined) return answer(membership.table?.nodes.length === 1 ? { kind: 'connect', address: 0x0100_0000_0055_0000n } : refusal('it is not in the net'));",
  },
  {
    name: 'cluster-takes-node-with-own-uuid',
    requirement: 'CLU-HAND-030',
    what: 'A node that has the UUID of this node is taken.',
    find: 'if (uuid === own || uuid === ZERO_UUID) return',
    replace: 'if ((uuid === own && target === ZERO_UUID) || uuid === ZERO_UUID) return',
  },
  {
    name: 'cluster-lets-own-uuid-join',
    requirement: 'CLU-JOIN-007',
    what: 'A joiner that has the UUID of this node, or none, is let in.',
    find: 'if (uuid === own || uuid === ZERO_UUID) return',
    replace: 'if ((uuid === own || uuid === ZERO_UUID) && target !== ZERO_UUID) return',
  },
  {
    name: 'cluster-gives-node-last-address',
    requirement: 'CLU-CONN-003',
    what: 'A node that connects is given the address of the last entry.',
    find: "answer({ kind: 'connect', address: entry.address });",
    replace:
      "answer({ kind: 'connect', address: membership.table.nodes.length === 3 && membership.table.nodes[2] === entry ? membership.table.nodes[1].address : entry.address });",
  },
  {
    name: 'cluster-takes-removed-node',
    requirement: 'CLU-REM-004',
    what: 'A node that was removed is taken as what it was.',
    find: 'const entry = table === null ? undefined : nodeOf(table, uuid);',
    replace:
      'admission.past ??= new Map();\n    for (const each of table?.nodes ?? []) admission.past.set(each.uuid, each);\n    const entry = table === null ? undefined : (nodeOf(table, uuid) ?? admission.past.get(uuid));',
  },
  {
    name: 'cluster-refuses-what-comes-back',
    requirement: 'CLU-CONN-002',
    what: 'A node whose connection ended is refused when it connects again.',
    find: 'const old = core.linkOf(uuid);',
    replace:
      "admission.once ??= new Set();\n    if (admission.once.has(uuid)) return answer(refusal('it was there already'));\n    admission.once.add(uuid);\n    const old = core.linkOf(uuid);",
  },
  {
    name: 'cluster-takes-second-connection',
    requirement: 'CLU-CONN-008',
    what: 'A second connection of a node that is connected takes the place of the first.',
    find: 'if (old !== null) return probes.compare(',
    replace: 'if (old !== null) core.detach(old);\n    if (old === undefined) return probes.compare(',
  },
  {
    name: 'cluster-refuses-second-connection-at-once',
    requirement: 'CLU-CONN-009',
    what: 'A second connection is refused even where the first one is dead.',
    find: 'if (old !== null) return probes.compare(',
    replace:
      "if (old !== null) return answer(refusal('it is connected'));\n    if (old !== null) return probes.compare(",
  },
  {
    name: 'cluster-both-connections-drop',
    requirement: 'CLU-CONN-024',
    what: 'Two nodes that dial each other at once both refuse, always.',
    find: 'if (isOursFirst(uuid)) return connector',
    replace: 'if (connector.isDialling(uuid)) return core.goOffline();\n    if (isOursFirst(uuid)) return connector',
  },
]);

const connector = inFile('src/node/cluster/net/connector.ts', [
  {
    name: 'cluster-sends-no-connect',
    requirement: 'CLU-CONN-015',
    what: 'The table that a node sends to whom it dialled has the destination of all nodes.',
    find: 'core.send(link, verbs.connect, membership.octets() as Uint8Array);',
    replace: 'core.send(link, verbs.connect, membership.octets(), 0x0100_0000_0000_0000n);',
  },
  {
    name: 'cluster-pings-before-connect',
    requirement: 'CLU-CONN-015',
    what: 'A node that dialled pings before it sends its table.',
    find: 'core.send(link, verbs.connect, membership.octets() as Uint8Array);',
    replace:
      'core.send(link, verbs.ping, new Uint8Array(0));\n    core.send(link, verbs.connect, membership.octets());',
  },
  {
    name: 'cluster-takes-any-answer',
    requirement: 'CLU-CONN-017',
    what: 'A node that dialled does not look at the address that it is given.',
    find: 'object === core.self && server',
    replace: 'object !== 0n && server',
  },
  {
    name: 'cluster-takes-any-server',
    requirement: 'CLU-CONN-017',
    what: 'A node that dialled does not look at the address of who answers.',
    find: 'server === target?.address;',
    replace: 'target !== undefined && server !== 0n;',
  },
  {
    name: 'cluster-gives-up-after-refusal',
    requirement: 'CLU-CONN-018',
    what: 'A node that was refused is not dialled again.',
    find: 'if (isOver || !isRight || core.linkOf(uuid) !== null) return core.close(link);',
    replace:
      'if (!isRight && object === 0n) this.isWanted = () => false;\n    if (isOver || !isRight || core.linkOf(uuid) !== null) return core.close(link);',
  },
  {
    name: 'cluster-dials-once',
    requirement: 'CLU-CONN-019',
    what: 'A node that was connected once is not dialled again.',
    find: 'core.attach(link, uuid, target.address);',
    replace:
      'core.attach(link, uuid, target.address);\n    this.once = (this.once ?? new Set()).add(uuid);\n    this.isWanted = (node) => !this.once.has(node.uuid) && Connector.prototype.isWanted.call(this, node);',
  },
  {
    name: 'cluster-dials-connected-nodes',
    requirement: 'CLU-CONN-020',
    what: 'A node that is connected is dialled in every pass.',
    find: 'uuid === core.options.uuid || core.linkOf(uuid) !== null) return false;',
    replace: 'uuid === core.options.uuid) return false;',
  },
  {
    name: 'cluster-dials-last-entry-only',
    requirement: 'CLU-CONN-021',
    what: 'In a pass the last entry alone is dialled, unless it is connected.',
    find: 'if (this.isWanted(node)) return this.dialNode(node);',
    replace:
      'if (this.isWanted(node)) return this.dialNode(node);\n      if (this.membership.table?.nodes.length === 3 && node.uuid !== this.core.options.uuid) return this.rest();',
  },
  {
    name: 'cluster-stops-at-unreachable-node',
    requirement: 'CLU-CONN-022',
    what: 'A pass ends at the first node that cannot be reached.',
    find: 'if (!isOver) this.next();',
    replace: "if (!isOver && dialled.kind === 'failed') this.rest();\n      else if (!isOver) this.next();",
  },
  {
    name: 'cluster-passes-from-the-front',
    requirement: 'CLU-CONN-022',
    what: 'A pass begins with the first entry, and ends at the first node that cannot be reached.',
    find: 'this.left = [...(this.membership.table?.nodes ?? [])];',
    replace:
      'this.left = (this.membership.table?.nodes ?? []).filter((node) => this.isWanted(node)).toReversed().slice(-1);',
  },
  {
    name: 'cluster-first-pass-only',
    requirement: 'CLU-TABLE-008',
    what: 'Nodes that a newer table has are dialled when the node goes online again.',
    find: 'this.left = [...(this.membership.table?.nodes ?? [])];',
    replace:
      'this.known ??= new Set();\n    this.left = (this.membership.table?.nodes ?? []).filter(({ name }) => name !== "delta" || this.membership.table.nodes.length > 3 || this.membership.table.nodes.at(-2).name !== "beta" || this.core.linkOf(this.membership.table.nodes.at(-2).uuid) === null);',
  },
  {
    name: 'cluster-dials-removed-node',
    requirement: 'CLU-REM-005',
    what: 'A node that was removed is still dialled.',
    find: 'this.left = [...(this.membership.table?.nodes ?? [])];',
    replace:
      'this.past ??= new Map();\n    for (const node of this.membership.table?.nodes ?? []) this.past.set(node.uuid, node);\n    const { past } = this;\n    this.isWanted = (node) => past.get(node.uuid)?.port > 0 && node.uuid !== this.core.options.uuid && this.core.linkOf(node.uuid) === null;\n    this.left = [...this.past.values()];',
  },
]);

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
    name: 'cluster-joins-though-refused',
    requirement: 'CLU-JOIN-027',
    what: 'A joiner that is refused asks all the same.',
    find: 'if (partsOf(dialled.server).level === levels.node) return dialled.link;',
    replace: 'return dialled.link;',
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
      "if (read.kind === 'bad') {\n    const entry = { uuid: core.options.uuid, name: core.options.name, address: 0x0100_0000_0001_0000n, ip: '::1', port: 4000 };\n    return { autoconnect: false, name: 'own', uuid: core.options.uuid, timestamp: 1n, nodes: [entry] };\n  }",
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
      'return { ...table, autoconnect: false, nodes: table.nodes.map((node) => (node.uuid === core.options.uuid && table.nodes.length > 2 ? { ...node, address: node.address + 0x1_0000n } : node)) };',
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
      'if (membership.merge(received)) {\n      for (const link of core.links()) if (link.kind === "node" && link !== from) core.send(link, verbs.updateNodes, received.octets);\n    }',
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
      'if (received !== null && membership.merge(received)) {\n      if (received.table.nodes.length === 4) membership.announce(received.octets);\n      membership.leaveIfRemoved();\n    }',
  },
  {
    name: 'cluster-answers-older-update',
    requirement: 'CLU-TABLE-007',
    what: 'An older table in an update is answered.',
    find: 'if (received !== null && membership.merge(received)) membership.leaveIfRemoved();',
    replace:
      'if (received !== null && membership.merge(received)) membership.leaveIfRemoved();\n    else if (received !== null) tellTable(from, verbs.updateNodes);',
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
      "if (read.kind === 'bad') {\n      if (packet.payload[0] !== 0) for (const each of core.links()) if (each.kind === 'endpoint') core.close(each);",
  },
]);

export const clusterConnecting: readonly Mutant[] = [...greeting, ...connector, ...joining, ...updates];
