/**
 * Deliberate faults of the streams of packets: where a packet ends, how long it may take, who does not read.
 * Leaves out where packets go (cluster-routing.ts). Source: spec/cluster.md sections 4.1, 8 and 8.1.
 */
import { inFile, type Mutant } from './mutant.ts';

const stream = inFile('src/protocols/cluster/packet-stream.ts', [
  {
    name: 'stream-reads-size-big-endian',
    requirement: 'CLU-FRAME-001',
    what: 'The payload size is read with its most significant octet first where that is small.',
    find: 'const next = at + HEAD + u32At(data, at + SIZE_AT);',
    replace: 'const next = at + HEAD + (u32At(data, at + SIZE_AT) === 2 ? 3 : u32At(data, at + SIZE_AT));',
  },
  {
    name: 'stream-loses-rest-of-piece',
    requirement: 'CLU-FRAME-002',
    what: 'What follows a packet that was completed in the same piece is lost.',
    find: 'let at = this.heldSize > 0 ? this.complete(data) : 0;',
    replace: 'let at = 0;\n    if (this.heldSize > 0) {\n      this.complete(data);\n      at = end;\n    }',
  },
  {
    name: 'stream-takes-one-packet-of-a-piece',
    requirement: 'CLU-FRAME-004',
    what: 'Of more than four hundred packets in a piece those behind are lost.',
    find: 'this.packets += 1;\n      this.sink.packet(data, at, next);',
    replace:
      'this.packets += 1;\n      if (at < 9600 || end - at > 100_000 || end < 10_000 || end > 16_000 || ' +
      'next - at > 32) this.sink.packet(data, at, next);',
  },
  {
    name: 'stream-size-is-signed',
    requirement: 'CLU-FRAME-008',
    what: 'A size with the highest bit is taken for 0.',
    find: 'const claimed = u32At(this.held, SIZE_AT);',
    replace: 'const claimed = Math.max(0, u32At(this.held, SIZE_AT) | 0);',
  },
  {
    name: 'stream-takes-16-bits-of-size',
    requirement: 'CLU-FRAME-006',
    what: 'A payload of 65536 octets and more is refused.',
    find: 'if (next - at - HEAD > this.max) return',
    replace: 'if (next - at - HEAD === 65_535 || next - at - HEAD > this.max) return',
  },
  {
    name: 'stream-takes-any-size',
    requirement: 'CLU-FRAME-010',
    what: 'A size above the limit is waited for.',
    find: 'if (claimed > this.max) this.fail(claimed);',
    replace: 'if (claimed > 0x7fff_ffff) this.fail(claimed);',
  },
  {
    name: 'stream-limit-is-16-mebi',
    requirement: 'CLU-FRAME-007',
    what: 'A payload above 16 MiB is refused.',
    find: 'this.max = limits.payload;',
    replace: 'this.max = 20 * 1024 * 1024;',
  },
  {
    name: 'stream-takes-payload-for-packet',
    requirement: 'CLU-FRAME-005',
    what: 'A payload that begins like a packet is taken for the next one.',
    find: 'const next = at + HEAD + u32At(data, at + SIZE_AT);',
    replace: `let next = at + HEAD + u32At(data, at + SIZE_AT);
      if (next >= at + 48 && next <= end && u32At(data, at) === 1 && u32At(data, at + 24) === 1) next = at + 24;`,
  },
]);

const core = inFile('src/node/cluster/connections.ts', [
  {
    name: 'cluster-acts-on-half-packet',
    requirement: 'CLU-FRAME-011',
    what: 'A packet that is cut by the end of its connection is carried on as far as it came.',
    find: "return this.end(link, 'the peer ended');",
    replace:
      'if (link.stream !== null && link.stream.partialOctets > 24) {\n          link.stream.held[4] = ' +
      'link.stream.partialOctets - 24;\n          link.stream.sayWhole();\n        }\n        return ' +
      "this.end(link, 'the peer ended');",
  },
  {
    name: 'cluster-waits-for-rest-for-ever',
    requirement: 'CLU-FRAME-012',
    what: 'The rest of a packet may take any time.',
    find: 'else if (stream.count !== count || partialOctets === 0) this.times.awaitWhole(link);',
    replace: '',
  },
  {
    name: 'cluster-many-claims-block-others',
    requirement: 'CLU-HARD-006',
    what: 'While payloads of more than a gibioctet are claimed nothing is looked at.',
    find: 'this.router.push(link, data);',
    replace: `const claiming = [...this.links.all()].filter((each) => each.stream?.partialOctets === 24);
    if (claiming.length > 31) return;
    this.router.push(link, data);`,
  },
  {
    name: 'cluster-half-packet-blocks-others',
    requirement: 'CLU-FRAME-013',
    what: 'While a packet of one connection is not whole those of others wait.',
    find: 'this.router.push(link, data);',
    replace:
      "if (this.under?.stream?.partialOctets > 0 && this.under.kind !== 'over' && this.under !== link) " +
      'return;\n    this.router.push(link, data);\n    this.under = stream.partialOctets === 30 ? link : ' +
      'undefined;',
  },
  {
    name: 'cluster-over-limit-ends-node',
    requirement: 'CLU-FRAME-009',
    what: 'A size over the limit makes the node take no packets of loggers any more.',
    find: "this.end(link, 'a packet over the limit');",
    replace:
      'for (const each of this.links.all()) if (each.high === 0x0200_0003 && each !== link) this.end(each, ' +
      "'all');\n    this.end(link, 'a packet over the limit');",
  },
  {
    name: 'cluster-over-limit-ends-all',
    requirement: 'CLU-HARD-005',
    what: 'A size over the limit ends the connections of all endpoints of services of their own.',
    find: "this.end(link, 'a packet over the limit');",
    replace:
      "for (const each of [...this.links.all()]) if (each.kind === 'endpoint' && (each.high & 0xffff) > 4) " +
      "this.end(each, 'all');\n    this.end(link, 'a packet over the limit');",
  },
  {
    name: 'cluster-idle-endpoint-is-dropped',
    requirement: 'CLU-HARD-004',
    what: 'The time of a packet begins with the end of the one before.',
    find: 'if (stream.partialOctets === 0) link.wholeUntilUs = Infinity;\n    else if',
    replace:
      'if (stream.partialOctets === 0) {\n      link.wholeUntilUs = Infinity;\n      if (link.kind === ' +
      "'endpoint') this.times.awaitWhole(link);\n    } else if",
  },
]);

const times = inFile('src/node/cluster/link-times.ts', [
  {
    name: 'cluster-handshake-has-no-time',
    requirement: 'CLU-HAND-034',
    what: 'A handshake may take a hundred times as long.',
    find: 'link.greetUntilUs = this.turn.env.nowUs + this.timers.handshakeUs;',
    replace: 'link.greetUntilUs = this.turn.env.nowUs + this.timers.handshakeUs * (link.isDialled ? 1 : 100);',
  },
  {
    name: 'cluster-dial-has-no-time',
    requirement: 'CLU-CONN-023',
    what: 'A node that dialled waits for the answer a hundred times as long.',
    find: 'link.greetUntilUs = this.turn.env.nowUs + this.timers.handshakeUs;',
    replace: 'link.greetUntilUs = this.turn.env.nowUs + this.timers.handshakeUs * (link.isDialled ? 100 : 1);',
  },
]);

const outbox = inFile('src/node/cluster/outbox.ts', [
  {
    name: 'cluster-slow-reader-stays',
    requirement: 'CLU-HARD-009',
    what: 'An endpoint that does not read is never dropped.',
    find: 'return isHeld ? link.movedAtUs + this.options.stuckUs : Infinity;',
    replace: 'return Infinity;',
  },
  {
    name: 'cluster-slow-reader-holds-all',
    requirement: 'CLU-HARD-008',
    what: 'While one endpoint does not read nobody is read from.',
    find: "if (from?.kind === 'endpoint') this.hold(link, from);",
    replace:
      "if (from?.kind === 'endpoint') {\n      this.hold(link, from);\n      this.stuck = true;\n      " +
      'this.send = () => undefined;\n    }',
  },
]);

export const clusterStreams: readonly Mutant[] = [...stream, ...core, ...times, ...outbox];
