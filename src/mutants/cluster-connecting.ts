/**
 * Deliberate faults of how a cluster node connects: what it says to nodes that dial it, and whom it dials.
 * Leaves out octets of the handshake (cluster-handshake.ts). Source: spec/cluster.md sections 3.3, 3.4, 7.2,
   7.4 and 8.1.
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
      "if (entry === undefined) return answer(membership.table?.nodes.length === 1 ? { kind: 'connect', address: " +
      "0x0100_0000_0055_0000n } : refusal('it is not in the net'));",
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
      "answer({ kind: 'connect', address: membership.table.nodes.length === 3 && membership.table.nodes[2] === " +
      'entry ? membership.table.nodes[1].address : entry.address });',
  },
  {
    name: 'cluster-takes-removed-node',
    requirement: 'CLU-REM-004',
    what: 'A node that was removed is taken as what it was.',
    find: 'const entry = table === null ? undefined : nodeOf(table, uuid);',
    replace:
      'admission.past ??= new Map();\n' +
      '    for (const each of table?.nodes ?? []) admission.past.set(each.uuid, each);\n' +
      '    const entry = table === null ? undefined : (nodeOf(table, uuid) ?? admission.past.get(uuid));',
  },
  {
    name: 'cluster-refuses-what-comes-back',
    requirement: 'CLU-CONN-002',
    what: 'A node whose connection ended is refused when it connects again.',
    find: 'const old = core.linkOf(uuid);',
    replace:
      'admission.once ??= new Set();\n' +
      "    if (admission.once.has(uuid)) return answer(refusal('it was there already'));\n" +
      '    admission.once.add(uuid);\n    const old = core.linkOf(uuid);',
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
      'if (!isRight && object === 0n) this.isWanted = () => false;\n' +
      '    if (isOver || !isRight || core.linkOf(uuid) !== null) return core.close(link);',
  },
  {
    name: 'cluster-dials-once',
    requirement: 'CLU-CONN-019',
    what: 'A node that was connected once is not dialled again.',
    find: 'core.attach(link, uuid, target.address);',
    replace:
      'core.attach(link, uuid, target.address);\n    this.once = (this.once ?? new Set()).add(uuid);\n' +
      '    this.isWanted = (node) => !this.once.has(node.uuid) && Connector.prototype.isWanted.call(this, node);',
  },
  {
    name: 'cluster-dials-connected-nodes',
    requirement: 'CLU-CONN-020',
    what: 'A node that is connected is dialled in every pass.',
    find: 'uuid === core.options.uuid || core.linkOf(uuid) !== null) return false;',
    replace: 'uuid === core.options.uuid) return false;',
  },
  {
    name: 'cluster-creator-dials-once',
    requirement: 'CLU-CONN-021',
    what: 'The creator of a net dials nobody while it has a connection that it dialled.',
    find: 'if (this.isWanted(node)) return this.dialNode(node);',
    replace: `const isBusy = [...this.core.links()].some(({ kind, isDialled }) => kind === 'node' && isDialled);
      if (isBusy && this.core.self === 0x0100_0000_0001_0000n) return this.rest();
      if (this.isWanted(node)) return this.dialNode(node);`,
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
      'this.known ??= new Set();\n' +
      '    this.left = (this.membership.table?.nodes ?? []).filter(({ name }) => name !== "delta" || ' +
      'this.membership.table.nodes.length > 3 || this.membership.table.nodes.at(-2).name !== "beta" || ' +
      'this.core.linkOf(this.membership.table.nodes.at(-2).uuid) === null);',
  },
  {
    name: 'cluster-dials-removed-node',
    requirement: 'CLU-REM-005',
    what: 'A node that was removed is still dialled.',
    find: 'this.left = [...(this.membership.table?.nodes ?? [])];',
    replace:
      'this.past ??= new Map();\n' +
      '    for (const node of this.membership.table?.nodes ?? []) this.past.set(node.uuid, node);\n' +
      '    const { past } = this;\n' +
      '    this.isWanted = (node) => past.get(node.uuid)?.port > 0 && node.uuid !== this.core.options.uuid && ' +
      'this.core.linkOf(node.uuid) === null;\n    this.left = [...this.past.values()];',
  },
]);

export const clusterConnecting: readonly Mutant[] = [...greeting, ...connector];
