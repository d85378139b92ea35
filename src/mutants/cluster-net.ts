/**
 * Deliberate faults of how a cluster node changes its net table: joins at it, removals, merging, its disk.
 * Leaves out connections (cluster-connecting.ts). Source: spec/cluster.md sections 2.4, 5.3, 7.3, 8.1 and Appendix D.
 */
import { inFile, type Mutant } from './mutant.ts';

const edits = inFile('src/node/cluster/net/edits.ts', [
  {
    name: 'cluster-joiner-gets-lowest-free-word',
    requirement: 'CLU-REM-007',
    what: 'A joiner gets the lowest word that is free.',
    find: 'const word = largestWord(table) + 1;',
    replace:
      'let word = 1;\n  while (table.nodes.some(({ address }) => partsOf(address).node === word) && word < 4) word += 1;\n  if (word === 4) word = largestWord(table) + 1;',
  },
  {
    name: 'cluster-words-by-count',
    requirement: 'CLU-TABLE-010',
    what: 'A joiner gets the number of nodes as its word.',
    find: 'const word = largestWord(table) + 1;',
    replace: 'const word = largestWord(table) > 8 ? table.nodes.length + 1 : largestWord(table) + 1;',
  },
  {
    name: 'cluster-words-by-twos',
    requirement: 'CLU-JOIN-009',
    what: 'The third joiner gets a word that is too large.',
    find: 'const word = largestWord(table) + 1;',
    replace: 'const word = largestWord(table) === 3 && table.nodes.length === 3 ? 5 : largestWord(table) + 1;',
  },
  {
    name: 'cluster-name-is-latin',
    requirement: 'CLU-JOIN-010',
    what: 'The name of a joiner loses what is beyond ASCII.',
    find: 'name: ended(joiner.name), address: known',
    replace: "name: ended(joiner.name).replace(/[^ -~]/gu, '?'), address: known",
  },
  {
    name: 'cluster-joiner-without-name-gets-one',
    requirement: 'CLU-JOIN-010',
    what: 'A joiner without a name is called unnamed.',
    find: 'name: ended(joiner.name), address: known',
    replace: "name: ended(joiner.name) || 'unnamed', address: known",
  },
  {
    name: 'cluster-forgets-own-uuid',
    requirement: 'CLU-JOIN-011',
    what: 'The port in the own entry is changed when a node joins.',
    find: '? { ...node, ip: ownIp } : node;',
    replace: '? { ...node, ip: ownIp, port: node.port + 1 } : node;',
  },
  {
    name: 'cluster-keeps-loopback-address',
    requirement: 'CLU-JOIN-012',
    what: 'The own address is not learned from the joiner.',
    find: '? { ...node, ip: ownIp } : node;',
    replace: '? node : node;',
  },
  {
    name: 'cluster-learns-address-at-every-join',
    requirement: 'CLU-JOIN-012',
    what: 'The own address is learned from every joiner.',
    find: 'node.uuid === self && node.ip === LOOPBACK && ownIp !== LOOPBACK ?',
    replace: "node.uuid === self && ownIp.startsWith('192.') ?",
  },
  {
    name: 'cluster-joiner-twice',
    requirement: 'CLU-JOIN-018',
    what: 'A node that joins a second time has two entries.',
    find: 'const known = nodeOf(table, joiner.uuid);',
    replace: 'const known = undefined;',
  },
  {
    name: 'cluster-keeps-old-port-of-joiner',
    requirement: 'CLU-JOIN-018',
    what: 'A node that joins a second time keeps its old port.',
    find: 'if (node === known) return entry;',
    replace: 'if (node === known) return { ...entry, port: node.port };',
  },
  {
    name: 'cluster-date-stands-still-at-join',
    requirement: 'CLU-JOIN-013',
    what: 'A join is dated one millisecond after the table.',
    find: 'if (known === undefined) nodes.push(entry);\n  return { ...table, nodes, timestamp: editTime(table, now) };',
    replace:
      'if (known === undefined) nodes.push(entry);\n  return { ...table, nodes, timestamp: editTime(table, 0n) };',
  },
  {
    name: 'cluster-date-goes-back',
    requirement: 'CLU-TABLE-017',
    what: 'An edit is dated now, also where the table is dated ahead.',
    find: 'const time = now > next ? now : next;',
    replace: 'const time = table.timestamp > now + 60_000n ? now : now > next ? now : next;',
  },
  {
    name: 'cluster-removal-has-date-of-table',
    requirement: 'CLU-REM-002',
    what: 'A removal does not change the date of the table.',
    find: 'return nodes.length === table.nodes.length ? null : { ...table, nodes, timestamp: editTime(table, now) };',
    replace: 'return nodes.length === table.nodes.length ? null : { ...table, nodes };',
  },
  {
    name: 'cluster-merges-table-of-same-date',
    requirement: 'CLU-TABLE-006',
    what: 'A table of the same date is merged.',
    find: 'received.timestamp <= own.timestamp',
    replace: 'received.timestamp < own.timestamp',
  },
  {
    name: 'cluster-merges-older-table',
    requirement: 'CLU-TABLE-006',
    what: 'An older table is merged where it has more nodes.',
    find: 'received.timestamp <= own.timestamp',
    replace:
      '(received.timestamp === own.timestamp || (received.timestamp < own.timestamp && received.nodes.length <= own.nodes.length))',
  },
  {
    name: 'cluster-older-table-without-us-counts',
    requirement: 'CLU-REM-013',
    what: 'A table without the node itself is merged however old it is.',
    find: 'if (received.timestamp <= own.timestamp',
    replace: 'if ((received.timestamp <= own.timestamp && received.nodes[0]?.address === own.nodes[0]?.address)',
  },
  {
    name: 'cluster-merges-table-of-other-net',
    requirement: 'CLU-TABLE-013',
    what: 'A table of another net is merged.',
    find: 'received.uuid !== own.uuid',
    replace: 'received.uuid === undefined',
  },
  {
    name: 'cluster-adds-no-nodes',
    requirement: 'CLU-TABLE-001',
    what: 'A node that a newer table has is taken up without its port.',
    find: 'const added = received.filter(({ uuid }) => !ours.has(uuid));',
    replace:
      'const added = received.filter(({ uuid }) => !ours.has(uuid)).map((node) => ({ ...node, port: node.port ^ 1 }));',
  },
  {
    name: 'cluster-keeps-nodes-that-went',
    requirement: 'CLU-TABLE-002',
    what: 'A node that a newer table has not is kept.',
    find: 'const kept = own.filter(({ uuid }) => theirs.has(uuid));',
    replace: 'const kept = own.filter(({ uuid }, index) => index > 0 || theirs.has(uuid));',
  },
  {
    name: 'cluster-merge-replaces-known-entries',
    requirement: 'CLU-TABLE-003',
    what: 'Entries in both tables are replaced by those received.',
    find: 'const nodes = [...kept, ...added];',
    replace: 'const nodes = [...kept.map(({ uuid }) => theirs.get(uuid)), ...added];',
  },
  {
    name: 'cluster-merge-keeps-date',
    requirement: 'CLU-TABLE-004',
    what: 'A merged table is dated a millisecond later than the one received.',
    find: 'return { table: isTaken ? received : { ...received, autoconnect: own.autoconnect, nodes }, removed };',
    replace:
      'return { table: { ...received, timestamp: received.timestamp + 1n, autoconnect: own.autoconnect, nodes }, removed };',
  },
  {
    name: 'cluster-merge-keeps-name-of-net',
    requirement: 'CLU-TABLE-005',
    what: 'The name of the net is not taken from a newer table.',
    find: 'return { table: isTaken ? received : { ...received, autoconnect: own.autoconnect, nodes }, removed };',
    replace: 'return { table: { ...received, name: own.name, autoconnect: own.autoconnect, nodes }, removed };',
  },
]);

const admission = inFile('src/node/cluster/net/admission.ts', [
  {
    name: 'cluster-permission-lasts',
    requirement: 'CLU-JOIN-003',
    what: 'A permission to join lets in any number.',
    find: 'this.isAllowed = false;\n    if (isAllowed)',
    replace: 'if (isAllowed)',
  },
  {
    name: 'cluster-permission-until-join',
    requirement: 'CLU-JOIN-003',
    what: 'A permission is used up by the join, not by the handshake.',
    find: 'this.isAllowed = false;\n    if (isAllowed)',
    replace: 'if (!this.isAllowed) this.isAllowed = false;\n    if (isAllowed)',
  },
  {
    name: 'cluster-first-joiner-needs-no-permission',
    requirement: 'CLU-HAND-027',
    what: 'As long as nobody told it anything a node lets one node join.',
    find: 'allow(isAllowed: boolean): void {\n    this.isAllowed = isAllowed;\n  }\n\n  /** Nobody may join, as at every activation and deactivation. */\n  clear(): void {\n    this.isAllowed = false;',
    replace:
      'allow(isAllowed: boolean): void {\n    this.isAllowed = isAllowed;\n    this.isTold = true;\n  }\n\n  clear(): void {\n    this.isAllowed = this.isTold === undefined;',
  },
  {
    name: 'cluster-permission-cannot-be-taken-back',
    requirement: 'CLU-JOIN-004',
    what: 'A permission cannot be taken back.',
    find: 'allow(isAllowed: boolean): void {\n    this.isAllowed = isAllowed;',
    replace: 'allow(isAllowed: boolean): void {\n    this.isAllowed ||= isAllowed;',
  },
  {
    name: 'cluster-permission-outlives-offline',
    requirement: 'CLU-JOIN-005',
    what: 'A permission is kept while the node is offline.',
    find: 'clear(): void {\n    this.isAllowed = false;',
    replace: 'clear(): void {',
  },
  {
    name: 'cluster-join-answer-to-all',
    requirement: 'CLU-JOIN-008',
    what: 'A join answer has the word of the joiner in its destination.',
    find: 'core.send(from, verbs.joinAnswer, octets, 0n);',
    replace: 'core.send(from, verbs.joinAnswer, octets, 0x0100_0000_0002_0000n);',
  },
  {
    name: 'cluster-ends-connection-of-joiner',
    requirement: 'CLU-JOIN-016',
    what: 'The acceptor ends the connection of the joiner after its answer.',
    find: 'return membership.announce(octets);',
    replace: "if (from.kind === 'joiner') core.close(from);\n      return membership.announce(octets);",
  },
  {
    name: 'cluster-tells-nobody-of-joiner',
    requirement: 'CLU-JOIN-015',
    what: 'Of a joiner the first connected node only is told.',
    find: 'return membership.announce(octets);',
    replace:
      "for (const link of core.links()) if (link.kind === 'node') return core.send(link, 0x103, octets);\n      return undefined;",
  },
  {
    name: 'cluster-joiner-on-any-port',
    requirement: 'CLU-JOIN-010',
    what: 'The port of a joiner is that from which it came.',
    find: 'ip, port: told.port };',
    replace: 'ip, port: from.peer.port };',
  },
  {
    name: 'cluster-joiner-at-address-that-it-reached',
    requirement: 'CLU-JOIN-010',
    what: 'The network address of a joiner is the one that it reached.',
    find: 'ip, port: told.port };',
    replace: "ip: told.reachedAt.startsWith('127.') ? '127.0.0.2' : ip, port: told.port };",
  },
  {
    name: 'cluster-join-from-members',
    requirement: 'CLU-JOIN-020',
    what: 'A join that is cut adds a node without a name.',
    find: "if (read.kind === 'bad' || read.value.name !== 'join') return core.notice('join request dropped: it is damaged');",
    replace: `if (read.kind === 'bad' || read.value.name !== 'join') {
      this.take(from, { reachedAt: '::', port: 1, name: '' });
      return;
    }`,
  },
  {
    name: 'cluster-answers-join-before-disk',
    requirement: 'CLU-STATE-006',
    what: 'A joiner is answered before it is on the disk.',
    find: 'membership.edit(edited, (error) => {',
    replace: 'membership.edit(edited, () => undefined);\n    ((told) => told(undefined))((error) => {',
  },
]);

const membership = inFile('src/node/cluster/net/membership.ts', [
  {
    name: 'cluster-stays-when-removed',
    requirement: 'CLU-REM-010',
    what: 'A node that is removed goes on.',
    find: 'if (table === null || nodeOf(table, core.options.uuid) !== undefined) return;',
    replace: 'if (table !== undefined) return;',
  },
  {
    name: 'cluster-remembers-net-that-it-left',
    requirement: 'CLU-REM-012',
    what: 'A node that is removed forgets the net only when it is started again.',
    find: 'core.goOffline();\n    nets.forget(table.uuid);',
    replace:
      'core.goOffline();\n    if (nets.known.length > 1) nets.forget(table.uuid);\n    else nets.change({ ...table, nodes: [{ uuid: core.options.uuid, name: "", address: 0x0100_0000_0001_0000n, ip: "::1", port: 4000 }] });',
  },
  {
    name: 'cluster-keeps-way-to-removed-node',
    requirement: 'CLU-REM-003',
    what: 'The connection of a removed node is ended at once.',
    find: 'if (link !== null) this.core.detach(link);',
    replace: 'if (link !== null) this.core.close(link);',
  },
  {
    name: 'cluster-merge-is-not-stored',
    requirement: 'CLU-STATE-006',
    what: 'A table that was merged is not put on the disk.',
    find: 'this.afterChange(merged.table, (error) => {',
    replace: '((table) => this.core.tell({ kind: "table", table }))(merged.table, (error) => {',
  },
  {
    name: 'cluster-own-edit-is-not-stored',
    requirement: 'CLU-STATE-006',
    what: "An edit of one's own is not put on the disk.",
    find: 'this.afterChange(table, stored);',
    replace: 'this.core.tell({ kind: "table", table });\n    stored();',
  },
]);

const commands = inFile('src/node/cluster/net/commands.ts', [
  {
    name: 'cluster-offline-node-lets-join',
    requirement: 'CLU-JOIN-006',
    what: 'A node that is offline takes a permission to join.',
    find: "case 'allow-join':\n        this.whileOnline(command.ticket, () => this.allowJoin(command));",
    replace: "case 'allow-join':\n        this.allowJoin(command);",
  },
  {
    name: 'cluster-removed-node-hears-nothing',
    requirement: 'CLU-REM-001',
    what: 'A node that is removed is not told so.',
    find: 'membership.announce(tableOctets(edited));\n    for (const node of table.nodes) if (node.address === address) membership.cutOff(node.uuid);',
    replace:
      'for (const node of table.nodes) if (node.address === address) membership.cutOff(node.uuid);\n    membership.announce(tableOctets(edited));',
  },
  {
    name: 'cluster-removes-connected-nodes-only',
    requirement: 'CLU-REM-006',
    what: 'A node that is not connected cannot be removed.',
    find: 'if (table === null || edited === null) return',
    replace:
      'if (table === null || edited === null || !table.nodes.some((node) => node.address === address && (node.uuid === core.options.uuid || core.linkOf(node.uuid) !== null))) return',
  },
  {
    name: 'cluster-leaves-without-a-word',
    requirement: 'CLU-REM-009',
    what: 'A node that removes itself tells nobody.',
    find: 'membership.announce(tableOctets(edited));\n    for',
    replace: 'if (address !== core.self) membership.announce(tableOctets(edited));\n    for',
  },
  {
    name: 'cluster-left-node-makes-no-net',
    requirement: 'CLU-REM-014',
    what: 'A node that has left a net can make none again.',
    find: 'membership.leaveIfRemoved();\n  }',
    replace:
      "membership.leaveIfRemoved();\n    if (!core.isOnline) this.create = ({ ticket: late }) => this.failed(late, 'it has left a net');\n  }",
  },
  {
    name: 'cluster-online-without-net',
    requirement: 'CLU-STATE-004',
    what: 'A node without a net can go online.',
    find: "if (net === null) return this.failed(ticket, 'this node knows no net');",
    replace: "if (net === null) return core.tell({ kind: 'done', ticket, listen: { host: '::', port: 1 } });",
  },
]);

const nets = inFile('src/node/cluster/net/nets.ts', [
  {
    name: 'cluster-new-net-is-not-on-disk',
    requirement: 'CLU-STATE-007',
    what: 'A net that was joined is on the disk with the next change only.',
    find: 'save(stored: Stored): void {',
    replace: `save(stored: Stored): void {
    if (this.known.length > 0 && this.known.at(-1).table.nodes[0]?.uuid !== this.core.options.uuid && !this.core.isOnline) return stored();`,
  },
  {
    name: 'cluster-date-is-not-on-disk',
    requirement: 'CLU-STATE-011',
    what: 'A table is dated anew when the node goes online again.',
    find: 'get current(): KnownNet | null {',
    replace: `get current(): KnownNet | null {
    const last = this.known.at(-1);
    if (last !== undefined && this.wasOnline && !this.core.isOnline) {
      this.wasOnline = false;
      this.change({ ...last.table, timestamp: last.table.timestamp + 5n });
    }
    this.wasOnline = this.core.isOnline;`,
  },
  {
    name: 'cluster-learned-address-is-not-on-disk',
    requirement: 'CLU-STATE-010',
    what: 'The own network address is not on the disk.',
    find: 'this.known = knownNets(read.value);',
    replace: `this.known = knownNets(read.value).map((net) => ({
      ...net,
      table: { ...net.table, nodes: net.table.nodes.map((node) => (node.uuid === this.core.options.uuid ? { ...node, ip: '::1' } : node)) },
    }));`,
  },
]);

export const clusterNet: readonly Mutant[] = [...edits, ...admission, ...membership, ...commands, ...nets];
