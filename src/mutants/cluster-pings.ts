/**
 * Deliberate faults of a cluster node with user verbs, with origins that endpoints claim, and with pings.
 * Leaves out routing in general (cluster-routing.ts). Source: spec/cluster.md sections 4.2, 4.3, 5.2, 5.8 and 8.
 */
import { inFile, type Mutant } from './mutant.ts';

const onPacket = 'const high = u32At(octets, start + TO_HIGH);\n    if (from.kind';
/** A statement before a packet is looked at, where `octets[start..end]` is one. */
const before = (text: string) => ({
  find: onPacket,
  replace: `const high = u32At(octets, start + TO_HIGH);\n    ${text}\n    if (from.kind`,
});

const router = inFile('src/node/cluster/router.ts', [
  {
    name: 'cluster-loses-user-verbs-of-class-00',
    requirement: 'CLU-USER-003',
    what: 'User verbs of the class 00 are not routed.',
    ...before(
      'if (isUserVerb(u32At(octets, start + VERB)) && verbClass(u32At(octets, start + VERB)) === 0 && high ' +
        '!== SERVER_HIGH) return undefined;',
    ),
  },
  {
    name: 'cluster-user-verbs-are-signed',
    requirement: 'CLU-USER-001',
    what: 'User verbs of the answers are not routed.',
    ...before(
      'if (u32At(octets, start + VERB) === 0xffff_ffff || u32At(octets, start + VERB) === 0x8001_0411) ' +
        'return undefined;',
    ),
  },
  {
    name: 'cluster-loses-user-verbs-of-class-01',
    requirement: 'CLU-USER-005',
    what: 'User verbs of the class 01 are swallowed.',
    find: '(verbClass(verb) === verbClasses.net && !isUserVerb(verb)) || this',
    replace: 'verbClass(verb) === verbClasses.net || this',
  },
  {
    name: 'cluster-user-verbs-stay-here',
    requirement: 'CLU-USER-007',
    what: 'User verbs for endpoints of another node are not forwarded.',
    ...before(
      'if (isUserVerb(u32At(octets, start + VERB)) && low >>> 16 === 2 && (low & 0xffff) === 0x33 && ' +
        "from.kind === 'endpoint') return undefined;",
    ),
  },
  {
    name: 'cluster-takes-any-origin',
    requirement: 'CLU-HARD-001',
    what: 'The origin of an endpoint is not looked at.',
    find: "if (from.kind === 'endpoint' && !isFrom(from, octets, start)) return this.side.forged(from);",
    replace: '',
  },
  {
    name: 'cluster-looks-at-half-of-origin',
    requirement: 'CLU-HARD-001',
    what: 'Of the origin of an endpoint only service and level are looked at.',
    find: 'return u32At(octets, start + FROM_LOW) === from.low && ',
    replace: 'return ',
  },
  {
    name: 'cluster-ping-for-any-address-here',
    requirement: 'CLU-PING-007',
    what: 'A packet for any instance of the service of the node is for the node itself.',
    find: 'return high === SERVER_HIGH && low === this.node * 0x1_0000;',
    replace:
      'return (high & 0xff_ffff) === 0 && high >>> 24 !== 1 ? high >>> 24 > 1 && low === this.node * ' +
      '0x1_0000 : high === SERVER_HIGH && low === this.node * 0x1_0000;',
  },
]);

const links = inFile('src/node/cluster/links.ts', [
  {
    name: 'cluster-all-nodes-without-last',
    requirement: 'CLU-ROUTE-015',
    what: 'A packet for all nodes reaches the first node only.',
    find: 'return [...this.words.values()];',
    replace: 'return [...this.words.values()].slice(0, 1);',
  },
]);

const connections = inFile('src/node/cluster/connections.ts', [
  {
    name: 'cluster-keeps-way-of-endpoint-that-left',
    requirement: 'CLU-ROUTE-027',
    what: 'A packet for an endpoint that has left comes back to its sender.',
    find: 'const endpoint = kind ===',
    replace:
      "if (kind === 'endpoint') this.router.find = ((own) => (low, high) => own.call(this.router, low, " +
      'high) ?? (low === link.low && high === link.high ? [...this.links.all()].at(0) : ' +
      'null))(this.router.find);\n    const endpoint = kind ===',
  },
  {
    name: 'cluster-ping-answer-is-empty',
    requirement: 'CLU-PING-002',
    what: 'The answer to a large ping has no payload.',
    find: 'else this.route(verbs.pingAnswer, origin, payload);',
    replace: 'else this.route(verbs.pingAnswer, origin, payload.length === 256 ? payload.subarray(0, 255) : payload);',
  },
  {
    name: 'cluster-ping-answer-to-all',
    requirement: 'CLU-PING-003',
    what: 'The answer to a ping is addressed to all endpoints of the service of who pinged.',
    find: 'else this.route(verbs.pingAnswer, origin, payload);',
    replace:
      'else this.route(verbs.pingAnswer, (origin >> 32n) === 0x0200_0004n ? origin - (origin & 0xffffn) : ' +
      'origin, payload);',
  },
  {
    name: 'cluster-answers-some-pings-only',
    requirement: 'CLU-PING-006',
    what: 'The sixty-fourth ping is not answered.',
    find: 'private answerPing({ origin, ...packet }: Packet, from: ServerLink): void {',
    replace: `private answerPing({ origin, ...packet }: Packet, from: ServerLink): void {
    this.pings = (this.pings ?? 0) + 1;
    if (this.pings === 64) return;`,
  },
  {
    name: 'cluster-answers-no-ping-of-hosts',
    requirement: 'CLU-PING-001',
    what: 'Pings of job hosts are not answered.',
    find: 'else this.route(verbs.pingAnswer, origin, payload);',
    replace:
      'else if ((origin >> 32n) !== 0x0200_0002n || payload.length !== 3) this.route(verbs.pingAnswer, ' +
      'origin, payload);',
  },
  {
    name: 'cluster-answers-no-ping-of-nodes',
    requirement: 'CLU-PING-008',
    what: 'The answer to a ping of a node goes to an endpoint there.',
    find: 'else this.route(verbs.pingAnswer, origin, payload);',
    replace:
      "else this.route(verbs.pingAnswer, from.kind === 'node' && payload.length === 3 && payload[0] === " +
      '0x68 && origin >> 56n === 1n ? origin | 0x0100_0000_0000_0001n : origin, payload);',
  },
]);

export const clusterPings: readonly Mutant[] = [...router, ...links, ...connections];
