/**
 * Deliberate faults of the cluster endpoint: its handshake, what it hands on and what it sends.
 * Leaves out the stream that it reads (cluster-streams.ts). Source: spec/cluster.md sections 3.1, 3.2, 3.4,
   4.4 and 7.5.
 */
import { inFile, type Mutant } from './mutant.ts';

const emits = "this.out.event({ kind: 'message', verb, from, to, payload });";
const sends = 'const packet = { verb, destination: to, origin: connection.self, payload };';

const handshake = inFile('src/node/cluster/endpoint/handshake.ts', [
  {
    name: 'endpoint-says-other-type',
    requirement: 'CLU-END-001',
    what: 'A job host calls itself a job client.',
    find: 'host: objectTypes.jobHost',
    replace: 'host: objectTypes.jobClient',
  },
  {
    name: 'endpoint-swaps-its-texts',
    requirement: 'CLU-END-002',
    what: 'The name of a service of its own stands before its identifier.',
    find: 'return encode(messages.handshakeCustom, { identifier, name });',
    replace: 'return encode(messages.handshakeCustom, { identifier: name.slice(0, 255), name: identifier });',
  },
  {
    name: 'endpoint-counts-letters',
    requirement: 'CLU-END-002',
    what: 'The sizes of identifier and name are counted in letters.',
    find: 'return encode(messages.handshakeCustom, { identifier, name });',
    replace:
      'const octets = encode(messages.handshakeCustom, { identifier, name });\n  octets[8] = ' +
      'identifier.length;\n  return octets;',
  },
  {
    name: 'endpoint-swaps-addresses',
    requirement: 'CLU-END-004',
    what: 'The endpoint takes the word of its own address for that of its node.',
    find: "return { kind: 'taken', self, node, end: read.end };",
    replace: "return { kind: 'taken', self, node: node + (self & 0xffffn), end: read.end };",
  },
  {
    name: 'endpoint-takes-refusal',
    requirement: 'CLU-END-005',
    what: 'The endpoint does not look whether it is refused.',
    find:
      "if (partsOf(self).level === levels.none) return { kind: 'refused', reason: 'the node refuses the " +
      "handshake' };",
    replace: '',
  },
  {
    name: 'endpoint-takes-any-signature',
    requirement: 'CLU-END-006',
    what: 'The endpoint looks at the first seven octets of the signature only.',
    find: 'const read = decode(messages.handshakeAnswer, octets);',
    replace:
      'const seen = octets.slice();\n  if (seen.length > 7) seen[7] = 0x50;\n  const read = ' +
      'decode(messages.handshakeAnswer, seen);',
  },
  {
    name: 'endpoint-takes-half-an-answer',
    requirement: 'CLU-END-007',
    what: 'The endpoint is connected when its own address has come.',
    find: "if (read.kind === 'need') return { kind: 'need' };",
    replace:
      "if (read.kind === 'need') {\n" +
      '    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);\n' +
      "    return octets.length === 16 ? { kind: 'taken', self: view.getBigUint64(8, true), node: 1n, end: 16 } : " +
      "{ kind: 'need' };\n  }",
  },
  {
    name: 'endpoint-wants-answer-in-one-piece',
    requirement: 'CLU-END-004',
    what: 'An answer that comes in pieces is taken for a refusal.',
    find: "if (read.kind === 'need') return { kind: 'need' };",
    replace:
      "if (read.kind === 'need' && octets.length !== 16) return { kind: 'refused', reason: 'cut' };\n" +
      "  if (read.kind === 'need') return { kind: 'need' };",
  },
]);

const endpoint = inFile('src/node/cluster/endpoint/endpoint.ts', [
  {
    name: 'endpoint-speaks-before-its-answer',
    requirement: 'CLU-END-003',
    what: 'A packet follows the handshake before its answer is there.',
    find: 'this.out.send(conn, this.handshake.slice());',
    replace:
      'this.out.send(conn, this.handshake.slice());\n' +
      '    if (this.handshake.length === 12 && this.handshake[8] === 3) this.out.send(conn, new Uint8Array(24));',
  },
  {
    name: 'endpoint-waits-for-ever',
    requirement: 'CLU-END-008',
    what: 'The endpoint waits for its answer for ever.',
    find: "return connection.name === 'open' ? connection.wholeByUs : connection.untilUs;",
    replace: "return connection.name === 'open' ? connection.wholeByUs : null;",
  },
  {
    name: 'endpoint-keeps-node-verbs',
    requirement: 'CLU-END-009',
    what: 'Verbs that no document names are not handed on.',
    find: emits,
    replace: `if (verb !== 0x0001_2345) ${emits}`,
  },
  {
    name: 'endpoint-keeps-what-is-for-others',
    requirement: 'CLU-END-010',
    what: 'A packet that has not the address of the endpoint is dropped.',
    find: emits,
    replace: `if (this.connection.self === to) ${emits}`,
  },
  {
    name: 'endpoint-tells-own-address-as-destination',
    requirement: 'CLU-END-010',
    what: 'A packet is handed on with the address of the endpoint, whatever its destination is.',
    find: emits,
    replace: "this.out.event({ kind: 'message', verb, from, to: this.connection.self ?? to, payload });",
  },
  {
    name: 'endpoint-loses-cut-packet',
    requirement: 'CLU-END-011',
    what: 'A packet whose head is cut is lost.',
    find: 'open.stream.push(data);',
    replace: 'if (data.length < 24) return;\n    open.stream.push(data);',
  },
  {
    name: 'endpoint-hands-on-in-pairs',
    requirement: 'CLU-END-012',
    what: 'Of many packets one is handed on too late.',
    find: emits,
    replace: `this.count = (this.count ?? 0) + 1;
    if (this.count === 150) return void (this.late = { kind: 'message', verb, from, to, payload });
    ${emits}
    if (this.count === 151) this.out.event(this.late);`,
  },
  {
    name: 'endpoint-cuts-large-payload',
    requirement: 'CLU-END-013',
    what: 'A payload above a mebioctet is cut.',
    find: 'const payload = octets.slice(start + packetOffsets.payload, end);',
    replace: 'const payload = octets.slice(start + packetOffsets.payload, Math.min(end, start + 1_048_576));',
  },
  {
    name: 'endpoint-answers-ping',
    requirement: 'CLU-END-014',
    what: 'A ping is answered in the dialect of originals too.',
    find: "if (verb === verbs.ping && this.options.dialect === 'seed-strict')",
    replace: 'if (verb === verbs.ping)',
  },
  {
    name: 'endpoint-sends-to-its-node',
    requirement: 'CLU-END-015',
    what: 'A packet for all nodes goes to the own node.',
    find: sends,
    replace:
      'const packet = { verb, destination: to === 0x0100_0000_0000_0000n ? connection.node : to, origin: ' +
      'connection.self, payload };',
  },
  {
    name: 'endpoint-sends-from-its-node',
    requirement: 'CLU-END-016',
    what: 'Packets for the node have the node as their origin.',
    find: sends,
    replace:
      'const packet = { verb, destination: to, origin: verb === verbs.ping ? connection.node : ' +
      'connection.self, payload };',
  },
  {
    name: 'endpoint-sends-backwards',
    requirement: 'CLU-END-017',
    what: 'The second packet is sent behind the third.',
    find: 'this.out.send(connection.conn, encode(this.messages.packet, packet));',
    replace: `this.sent = (this.sent ?? 0) + 1;
    if (this.sent === 2) this.late = encode(this.messages.packet, packet);
    else this.out.send(connection.conn, encode(this.messages.packet, packet));
    if (this.sent === 3) this.out.send(connection.conn, this.late);`,
  },
  {
    name: 'endpoint-sends-first-half',
    requirement: 'CLU-END-018',
    what: 'Of a large payload half is sent.',
    find: sends,
    replace:
      'const packet = { verb, destination: to, origin: connection.self, payload: payload.length > 500_000 ? ' +
      'payload.subarray(0, 500_000) : payload };',
  },
  {
    name: 'endpoint-keeps-connection',
    requirement: 'CLU-END-019',
    what: 'An endpoint that is told to disconnect only stops listening.',
    find: "this.give(this.connection.name === 'dialling' ? 'abort' : 'end', reason);",
    replace: 'this.lost(reason);',
  },
  {
    name: 'endpoint-tells-no-reset',
    requirement: 'CLU-END-020',
    what: 'A connection that breaks is not told.',
    find: "return this.isAbout(input.conn) ? this.lost('the connection was reset') : undefined;",
    replace: 'return;',
  },
  {
    name: 'endpoint-tells-end-twice',
    requirement: 'CLU-END-020',
    what: 'The end of a connection is told twice where it breaks.',
    find: "return this.isAbout(input.conn) ? this.lost('the connection was reset') : undefined;",
    replace:
      "if (this.isAbout(input.conn)) this.lost('the connection was reset');\n" +
      "        return this.out.event({ kind: 'closed', reason: 'again' });",
  },
  {
    name: 'endpoint-takes-any-length',
    requirement: 'CLU-END-022',
    what: 'A length above every limit is waited for.',
    find: "fault: () => this.give('abort', `a payload is over ${this.options.payload} octets`),",
    replace: 'fault: () => undefined,',
  },
  {
    name: 'endpoint-is-who-it-was',
    requirement: 'CLU-END-023',
    what: 'An endpoint that connects again keeps the address that it had.',
    find: "const open: Open = { name: 'open', conn, self, node, stream, wholeByUs: null };",
    replace:
      'this.first ??= { self, node };\n    ({ self, node } = this.first);\n' +
      "    const open: Open = { name: 'open', conn, self, node, stream, wholeByUs: null };",
  },
  {
    name: 'endpoint-connects-once',
    requirement: 'CLU-END-023',
    what: 'An endpoint whose connection ended cannot connect again.',
    find: 'this.conns += 2;',
    replace: "if (this.conns > 0) return this.out.event({ kind: 'refused', reason: 'once' });\n    this.conns += 2;",
  },
  {
    name: 'endpoint-loses-last-words',
    requirement: 'CLU-END-021',
    what: 'What comes in one step with the end is lost.',
    find: 'return this.isAbout(input.conn) ? this.bytes(input.data) : undefined;',
    replace:
      'if (this.last !== undefined) this.isAbout(input.conn) && this.bytes(this.last);\n' +
      "        this.last = this.connection.name === 'open' ? input.data.slice() : undefined;\n" +
      '        return this.last === undefined && this.isAbout(input.conn) ? this.bytes(input.data) : undefined;',
  },
]);

export const clusterEndpoint: readonly Mutant[] = [...handshake, ...endpoint];
