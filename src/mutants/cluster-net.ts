/**
 * Deliberate faults of who may change a cluster node's net: joins at it, removals, what the operator says, its disk.
 * Leaves out the table itself (cluster-tables.ts) and connections (cluster-connecting.ts).
 * Source: spec/cluster.md sections 5.3, 7.1,
 * 7.3, 8.1.
 */
import { inFile, type Mutant } from './mutant.ts';

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
    find:
      'allow(isAllowed: boolean): void {\n    this.isAllowed = isAllowed;\n  }\n\n' +
      '  /** Nobody may join, as at every activation and deactivation. */\n  clear(): void {\n' +
      '    this.isAllowed = false;',
    replace:
      'allow(isAllowed: boolean): void {\n    this.isAllowed = isAllowed;\n    this.isTold = true;\n  }\n\n' +
      '  clear(): void {\n    this.isAllowed = this.isTold === undefined;',
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
      "for (const link of core.links()) if (link.kind === 'node') return core.send(link, 0x103, octets);\n " +
      '     return undefined;',
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
      'core.goOffline();\n    if (nets.known.length > 1) nets.forget(table.uuid);\n' +
      '    else nets.change({ ...table, nodes: [{ uuid: core.options.uuid, name: "", address: ' +
      '0x0100_0000_0001_0000n, ip: "::1", port: 4000 }] });',
  },
  {
    name: 'cluster-left-node-makes-no-net',
    requirement: 'CLU-REM-014',
    what: 'A node that was removed from its net can make none again.',
    find: 'nets.forget(table.uuid);\n',
    replace: 'nets.forget(table.uuid);\n    nets.add = () => undefined;\n',
  },
  {
    name: 'cluster-ends-connection-of-removed-node',
    requirement: 'CLU-REM-008',
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
    find:
      'membership.announce(tableOctets(edited));\n' +
      '    for (const node of table.nodes) if (node.address === address) membership.cutOff(node.uuid);',
    replace:
      'for (const node of table.nodes) if (node.address === address) membership.cutOff(node.uuid);\n' +
      '    membership.announce(tableOctets(edited));',
  },
  {
    name: 'cluster-removes-connected-nodes-only',
    requirement: 'CLU-REM-006',
    what: 'A node that is not connected cannot be removed.',
    find: 'if (table === null || edited === null) return',
    replace:
      'if (table === null || edited === null || !table.nodes.some((node) => node.address === address && ' +
      '(node.uuid === core.options.uuid || core.linkOf(node.uuid) !== null))) return',
  },
  {
    name: 'cluster-leaves-without-a-word',
    requirement: 'CLU-REM-009',
    what: 'A node that removes itself tells nobody.',
    find: 'membership.announce(tableOctets(edited));\n    for',
    replace: 'if (address !== core.self) membership.announce(tableOctets(edited));\n    for',
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
    if (this.known.length > 0 && this.known.at(-1).table.nodes[0]?.uuid !== this.core.options.uuid &&
      !this.core.isOnline) return stored();`,
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
      table: { ...net.table, nodes: net.table.nodes.map((node) => (node.uuid === this.core.options.uuid
        ? { ...node, ip: '::1' } : node)) },
    }));`,
  },
]);

export const clusterNet: readonly Mutant[] = [...admission, ...membership, ...commands, ...nets];
