/**
 * Deliberate faults of the cluster node's routing: where packets go, and what becomes of their head on the way.
 * Leaves out user verbs, origins and pings (cluster-pings.ts). Source: spec/cluster.md sections 4.2 and 4.3.
 */
import { inFile, type Mutant } from './mutant.ts';

const copy = 'setU32At(copy, TO_LOW, to.low);';
const onPacket = 'const high = u32At(octets, start + TO_HIGH);\n    if (from.kind';
/** A statement before a packet is looked at, where `octets[start..end]` is one. */
const before = (text: string) => ({
  find: onPacket,
  replace: `const high = u32At(octets, start + TO_HIGH);\n    ${text}\n    if (from.kind`,
});
const noMany = 'const targets = low >>> 16 === 0 ? this.ways.links.nodes() : this.ways.directory.linksOf(high);';

const router = inFile('src/node/cluster/router.ts', [
  {
    name: 'cluster-drops-empty-packet',
    requirement: 'CLU-ROUTE-001',
    what: 'A packet of more than a mebioctet is not carried from endpoint to endpoint.',
    ...before("if (end - start > 1048600 && from.kind === 'endpoint' && high !== SERVER_HIGH) return undefined;"),
  },
  {
    name: 'cluster-shows-packet-to-service',
    requirement: 'CLU-ROUTE-002',
    what: 'A packet for the first endpoint of a service goes to its last one too.',
    find: 'const to = low === this.lastLow',
    replace: `if (from.kind === 'endpoint' && (low & 0xffff) === 1 && low >>> 16 === this.node && high >>> 24 === 2) {
      const last = this.ways.directory.linksOf(high).at(-1);
      if (last !== undefined && last.low !== low) this.ways.outbox.send(last, copyOf(octets, start, end), from);
    }
    const to = low === this.lastLow`,
  },
  {
    name: 'cluster-puts-itself-as-origin',
    requirement: 'CLU-ROUTE-003',
    what: 'A packet that is carried from endpoint to endpoint has the node as its origin.',
    find: 'if (to !== null) this.forward(',
    replace: `if (to?.kind === 'endpoint' && to !== from && from.kind === 'endpoint') {
      setU32At(octets, start + FROM_LOW, this.node * 0x1_0000);
      setU32At(octets, start + FROM_HIGH, SERVER_HIGH);
    }
    if (to !== null) this.forward(`,
  },
  {
    name: 'cluster-ends-connection-without-taker',
    requirement: 'CLU-ROUTE-004',
    what: 'A packet for an instance that is not there is given back to its sender.',
    find: 'else if (this.isMany(low)) this.spread(from, copy',
    replace: `else if (low >>> 16 === this.node && (low & 0xffff) === 0xffff) this.ways.outbox.send(from,
      copyOf(octets, start, end), null);
    else if (this.isMany(low)) this.spread(from, copy`,
  },
  {
    name: 'cluster-ignores-level-of-one',
    requirement: 'CLU-ROUTE-005',
    what: 'The level of a packet for one endpoint is ignored.',
    find: 'this.ways.directory.linkAt(high, low)',
    replace: 'this.ways.directory.linkAt(0x0200_0000 + (high & 0xff_ffff), low)',
  },
  {
    name: 'cluster-service-broadcast-to-first',
    requirement: 'CLU-ROUTE-006',
    what: 'A large service broadcast reaches the first endpoint only.',
    find: 'for (const to of targets) this.copy(from, to, octets, shared);',
    replace:
      'for (const to of octets.length > SHARED_FROM && low >>> 16 !== 0 ? targets.slice(0, 1) : targets) ' +
      'this.copy(from, to, octets, shared);',
  },
  {
    name: 'cluster-service-broadcast-twice',
    requirement: 'CLU-ROUTE-006',
    what: 'A service broadcast for one endpoint is given to it twice.',
    find: 'for (const to of targets) this.copy(from, to, octets, shared);',
    replace: `const isTwice = from?.kind === 'endpoint' && low >>> 16 !== 0 && high === 0x0200_0005;
    for (const to of isTwice && targets.length === 1 ? [...targets, ...targets] : targets)
      this.copy(from, to, octets, shared);`,
  },
  {
    name: 'cluster-copies-keep-instance-0',
    requirement: 'CLU-ROUTE-007',
    what: 'Copies of a service broadcast keep the instance 0.',
    find: copy,
    replace:
      "setU32At(copy, TO_LOW, to.kind === 'endpoint' && from?.kind === 'endpoint' && to !== from ? (to.low " +
      '& 0xffff_0000) >>> 0 : to.low);',
  },
  {
    name: 'cluster-copies-have-one-address',
    requirement: 'CLU-ROUTE-007',
    what: 'Every copy of a service broadcast has the address of the first endpoint.',
    find: copy,
    replace: "setU32At(copy, TO_LOW, to.kind === 'endpoint' ? ((to.low & 0xffff_0000) >>> 0) + 1 : to.low);",
  },
  {
    name: 'cluster-broadcast-spares-sender',
    requirement: 'CLU-ROUTE-008',
    what: 'A service broadcast does not reach its sender.',
    find: 'for (const to of targets) this.copy(from, to, octets, shared);',
    replace: 'for (const to of targets) if (to !== from) this.copy(from, to, octets, shared);',
  },
  {
    name: 'cluster-broadcast-needs-level-2',
    requirement: 'CLU-ROUTE-009',
    what: 'A service broadcast that has not the level of endpoints is dropped.',
    find: noMany,
    replace: `if (low >>> 16 !== 0 && high >>> 24 !== 2) return;\n    ${noMany}`,
  },
  {
    name: 'cluster-broadcast-to-all-services',
    requirement: 'CLU-ROUTE-010',
    what: 'A service broadcast reaches job clients too.',
    find: noMany,
    replace: `const targets =
      low >>> 16 === 0
        ? this.ways.links.nodes()
        : [...new Set([...this.ways.directory.linksOf(high), ...(high === 0x0200_0003
          ? [] : this.ways.directory.linksOf(1))])];`,
  },
  {
    name: 'cluster-unknown-node-is-all-nodes',
    requirement: 'CLU-ROUTE-011',
    what: 'A packet for a node that nobody knows comes back to its sender.',
    find: 'else if (this.isMany(low)) this.spread(from, copy',
    replace: `else if (low >>> 16 > 0xff) this.ways.outbox.send(from, copyOf(octets, start, end), null);
    else if (this.isMany(low)) this.spread(from, copy`,
  },
  {
    name: 'cluster-rewrites-what-it-forwards',
    requirement: 'CLU-ROUTE-012',
    what: 'A packet for another node is addressed to its server when it is forwarded.',
    find: 'if (to !== null) this.forward(',
    replace: `if (to?.kind === 'node' && high >>> 24 === 3) setU32At(octets, start + TO_HIGH, SERVER_HIGH);
    if (to !== null) this.forward(`,
  },
  {
    name: 'cluster-forwards-to-third-node',
    requirement: 'CLU-ROUTE-013',
    what: 'A packet for another node goes to all nodes.',
    find: 'if (to !== null) this.forward(',
    replace: `if (to?.kind === 'node' && from.kind === 'endpoint')
      for (const other of this.ways.links.nodes()) if (other !== to) this.ways.outbox.send(other,
        copyOf(octets, start, end), from);
    if (to !== null) this.forward(`,
  },
  {
    name: 'cluster-offline-node-is-answered',
    requirement: 'CLU-ROUTE-014',
    what: 'A packet for a node that is offline comes back to its sender.',
    find: 'else if (this.isMany(low)) this.spread(from, copy',
    replace: `else if (low >>> 16 === 2 && this.node === 1) this.ways.outbox.send(from, copyOf(octets, start,
      end), null);
    else if (this.isMany(low)) this.spread(from, copy`,
  },
  {
    name: 'cluster-copies-for-nodes-keep-word-0',
    requirement: 'CLU-ROUTE-015',
    what: 'Copies of a packet for all nodes keep the node word 0.',
    find: copy,
    replace:
      "setU32At(copy, TO_LOW, to.kind === 'node' && from?.kind === 'endpoint' && high0(copy) ? 0 : to.low);".replace(
        'high0(copy)',
        'u32At(copy, TO_HIGH) === SERVER_HIGH',
      ),
  },
  {
    name: 'cluster-all-nodes-are-here-too',
    requirement: 'CLU-ROUTE-016',
    what: 'A packet for all nodes is delivered here too, to the endpoint whose word and instance it has.',
    find: noMany,
    replace: `const own = low >>> 16 === 0 ? this.ways.directory.linkAt(high, low) : null;
    if (own !== null && own !== from) this.copy(from, own, octets, shared);
    ${noMany}`,
  },
  {
    name: 'cluster-ping-to-all-is-for-us',
    requirement: 'CLU-ROUTE-016',
    what: 'A packet for all nodes is for the node itself too.',
    find: 'return high === SERVER_HIGH && low === this.node * 0x1_0000;',
    replace: 'return high === SERVER_HIGH && (low === this.node * 0x1_0000 || low === 0);',
  },
  {
    name: 'cluster-all-nodes-is-exact',
    requirement: 'CLU-ROUTE-017',
    what: 'Node word 0 means all nodes only in the address of a server.',
    find: noMany,
    replace: `if (low >>> 16 === 0 && high !== SERVER_HIGH) return;\n    ${noMany}`,
  },
  {
    name: 'cluster-readdresses-what-comes-from-node',
    requirement: 'CLU-ROUTE-018',
    what: 'A packet from another node loses its last octet on its way to an endpoint.',
    find: 'if (to !== null) this.forward(',
    replace: `if (to?.kind === 'endpoint' && from.kind === 'node' && end - start > 200) octets[end - 1] = 0;
    if (to !== null) this.forward(`,
  },
  {
    name: 'cluster-expands-broadcast-for-other-node',
    requirement: 'CLU-ROUTE-019',
    what: 'A service broadcast for another node is delivered here too.',
    find: 'if (to !== null) this.forward(',
    replace: `if (to?.kind === 'node' && (low & 0xffff) === 0 && high !== SERVER_HIGH)
      for (const own of this.ways.directory.linksOf(high)) this.copy(from, own, copyOf(octets, start, end), null);
    if (to !== null) this.forward(`,
  },
  {
    name: 'cluster-no-broadcast-from-node',
    requirement: 'CLU-ROUTE-020',
    what: 'A service broadcast that comes from another node is dropped.',
    find: noMany,
    replace: `if (from?.kind === 'node' && low >>> 16 !== 0) return;\n    ${noMany}`,
  },
  {
    name: 'cluster-packet-overtakes-another',
    requirement: 'CLU-ROUTE-021',
    what: 'Of many packets of one sender to one endpoint or node two change places.',
    find: 'if (to === this.runTo && octets === this.chunk && start === this.runEnd) {',
    replace: `this.count = (this.count ?? 0) + 1;
    if (this.count === 100) {
      this.flush();
      this.late = copyOf(octets, start, end);
      return;
    }
    if (this.count === 101) {
      this.flush();
      this.ways.outbox.send(to, copyOf(octets, start, end), from);
      this.ways.outbox.send(to, this.late, from);
      return;
    }
    if (to === this.runTo && octets === this.chunk && start === this.runEnd) {`,
  },
  {
    name: 'cluster-acts-on-verbs-for-endpoints',
    requirement: 'CLU-ROUTE-023',
    what: 'A ping for an endpoint is answered by the node.',
    find: 'return (verbClass(verb) === verbClasses.net',
    replace:
      'if (verb === 1 && low >>> 16 === this.node) return true;\n    return (verbClass(verb) === verbClasses.net',
  },
  {
    name: 'cluster-does-not-forward-for-nodes',
    requirement: 'CLU-ROUTE-024',
    what: 'A packet from one node for another one is dropped.',
    find: 'if (to !== null) this.forward(',
    replace: "if (from.kind === 'node' && to?.kind === 'node') return;\n    if (to !== null) this.forward(",
  },
  {
    name: 'cluster-answers-where-it-was-asked',
    requirement: 'CLU-ROUTE-025',
    what: 'An answer for an endpoint of another node goes to the node that connected first.',
    find: 'const to = this.find(low, high);\n    if (to !== null) {',
    replace: `let to = this.find(low, high);
    if (to?.kind === 'node' && u32At(octets, VERB) === 0x1_0001
      && high !== SERVER_HIGH) to = this.ways.links.nodes()[0];
    if (to !== null) {`,
  },
  {
    name: 'cluster-nothing-to-oneself',
    requirement: 'CLU-ROUTE-026',
    what: 'What an endpoint sends to its own address is dropped.',
    find: 'if (to !== null) this.forward(',
    replace: 'if (to === from) return;\n    if (to !== null) this.forward(',
  },
  {
    name: 'cluster-routes-class-01',
    requirement: 'CLU-ROUTE-028',
    what: 'Verbs of the class 01 are routed like all others.',
    find: '(verbClass(verb) === verbClasses.net && !isUserVerb(verb)) || this',
    replace: '(verbClass(verb) === verbClasses.net && !isUserVerb(verb) && high >>> 24 !== 2) || this',
  },
  {
    name: 'cluster-wants-origin-of-node',
    requirement: 'CLU-ROUTE-029',
    what: 'A packet from a node for an endpoint must have that node as its origin.',
    find: 'if (to !== null) this.forward(',
    replace:
      "if (from.kind === 'node' && to?.kind === 'endpoint' && u32At(octets, start + FROM_HIGH) !== " +
      'SERVER_HIGH) return;\n    if (to !== null) this.forward(',
  },
]);

export const clusterRouting: readonly Mutant[] = [...router];
