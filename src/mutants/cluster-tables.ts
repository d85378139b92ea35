/**
 * Deliberate faults of what a cluster node makes of its net table: a joiner in it, a node out of it,
   a newer one merged.
 * Leaves out who may ask for that (cluster-net.ts). Source: spec/cluster.md sections 2.4, 5.3 and 7.3.
 */
import { inFile, type Mutant } from './mutant.ts';

const edits = inFile('src/node/cluster/net/edits.ts', [
  {
    name: 'cluster-joiner-gets-lowest-free-word',
    requirement: 'CLU-REM-007',
    what: 'A joiner gets the lowest word that is free.',
    find: 'const word = largestWord(table) + 1;',
    replace:
      'let word = 1;\n  while (table.nodes.some(({ address }) => partsOf(address).node === word) && word < 4) ' +
      'word += 1;\n  if (word === 4) word = largestWord(table) + 1;',
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
    name: 'cluster-join-is-dated-an-hour-ahead',
    requirement: 'CLU-JOIN-013',
    what: 'A join is dated an hour ahead.',
    find: 'if (known === undefined) nodes.push(entry);\n  return { ...table, nodes, timestamp: editTime(table, now) };',
    replace:
      'if (known === undefined) nodes.push(entry);\n  return { ...table, nodes, timestamp: editTime(table, ' +
      'now + 3_600_000n) };',
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
      '(received.timestamp === own.timestamp || (received.timestamp < own.timestamp && ' +
      'received.nodes.length <= own.nodes.length))',
  },
  {
    name: 'cluster-older-table-without-us-counts',
    requirement: 'CLU-REM-013',
    what: 'A table without the node itself is merged however old it is.',
    find: 'if (received.timestamp <= own.timestamp',
    replace: 'if ((received.timestamp <= own.timestamp && received.nodes[0]?.address === own.nodes[0]?.address)',
  },
  {
    name: 'cluster-takes-new-node-without-port',
    requirement: 'CLU-TABLE-001',
    what: 'A node that a newer table has is taken up with another port.',
    find: 'const { nodes, removed } = mergeNodes(own.nodes, received.nodes);',
    replace: `const merged = mergeNodes(own.nodes, received.nodes);
  const { removed } = merged;
  const nodes = merged.nodes.map((node) =>
    nodeOf(own, node.uuid) === undefined && !node.port.toString().startsWith('9')
      ? { ...node, port: node.port ^ 1 } : node,
  );`,
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
      'return { table: { ...received, timestamp: received.timestamp + 1n, autoconnect: own.autoconnect, ' +
      'nodes }, removed };',
  },
  {
    name: 'cluster-merge-keeps-name-of-net',
    requirement: 'CLU-TABLE-005',
    what: 'The name of the net is not taken from a newer table.',
    find: 'return { table: isTaken ? received : { ...received, autoconnect: own.autoconnect, nodes }, removed };',
    replace: 'return { table: { ...received, name: own.name, autoconnect: own.autoconnect, nodes }, removed };',
  },
]);

export const clusterTables: readonly Mutant[] = [...edits];
