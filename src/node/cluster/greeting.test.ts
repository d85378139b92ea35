/** Handshakes, rule by rule. Leaves out what the net says to nodes (net/). Source: spec/cluster.md sections 2.2, 2.3 and 3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAddress } from '../../protocols/cluster/index.ts';
import type { Greeting } from './core.ts';
import { HANDSHAKE, LOGGER, NODE, nodeHandshake, packetOf, Rig } from './server-rig.ts';
import type { ServerOptions } from './types.ts';

/** An answer: object and server address as they stand on the wire. */
const wire = (address: string): string => (address.match(/../g) ?? []).reverse().join('').toLowerCase();
const answer = (object: string, server = NODE): string => `45434c4652455350${wire(object)}${wire(server)}`;
const ZERO = '0000000000000000';
const REFUSED = answer(ZERO, ZERO);

const hex = (text: string): string => Buffer.from(text).toString('hex');
/** A custom service's handshake; the sizes stand in the object type. */
const custom = (identifier: string, name: string): string => {
  const size = 0x8000 + name.length;
  const octets = [identifier.length, size & 0xff, size >> 8, 2].map((octet) => octet.toString(16).padStart(2, '0'));
  return HANDSHAKE + octets.join('') + hex(identifier) + hex(name);
};
const SERVICE = custom('test.svc', 'Test Service');
const strict = { dialect: 'seed-strict' } as const;

interface Rule {
  readonly rule: string;
  /** Handshakes of others before. */
  readonly after?: readonly string[];
  readonly say: string;
  readonly hear: string;
  readonly options?: Partial<ServerOptions>;
  readonly greeting?: Greeting;
}

const connect: Greeting = { kind: 'connect', address: serverAddress(7) };

const rules: readonly Rule[] = [
  { rule: 'a job client is instance 1', say: `${HANDSHAKE}01000002`, hear: answer('0200000100010001') },
  { rule: 'a job host is instance 1', say: `${HANDSHAKE}02000002`, hear: answer('0200000200010001') },
  { rule: 'a second logger is instance 2', after: [LOGGER], say: LOGGER, hear: answer('0200000300010002') },
  { rule: 'service 0 is there too', say: `${HANDSHAKE}00000002`, hear: answer('0200000000010001') },
  { rule: 'seed-strict: 1 to 3 only, 0', say: `${HANDSHAKE}00000002`, hear: REFUSED, options: strict },
  { rule: 'seed-strict: a logger', say: LOGGER, hear: answer('0200000300010001'), options: strict },
  { rule: 'word 4 before a custom service', say: `${HANDSHAKE}04000002`, hear: REFUSED },
  { rule: 'word 4 after', after: [SERVICE], say: `${HANDSHAKE}04000002`, hear: answer('0200000400010002') },
  { rule: 'seed-strict: word 4 after', after: [SERVICE], say: `${HANDSHAKE}04000002`, hear: REFUSED, options: strict },
  { rule: 'bits 23..20 other than 8', say: `${HANDSHAKE}03001002`, hear: answer('0200000300010001') },
  { rule: 'seed-strict: those bits', say: `${HANDSHAKE}03001002`, hear: REFUSED, options: strict },
  { rule: 'a custom service gets the next word', say: SERVICE, hear: answer('0200000400010001') },
  { rule: 'another one the next', after: [SERVICE], say: custom('other', 'o'), hear: answer('0200000500010001') },
  {
    rule: 'the same identifier under another name is the same service',
    ...{ after: [SERVICE], say: custom('test.svc', 'x'), hear: answer('0200000400010002') },
  },
  { rule: 'identifiers are exact', after: [SERVICE], say: custom('Test.svc', 'x'), hear: answer('0200000500010001') },
  { rule: 'a predefined identifier', say: custom('engine.cluster.logger', 'x'), hear: answer('0200000300010001') },
  { rule: 'the largest sizes', say: custom('i'.repeat(255), 'n'.repeat(4095)), hear: answer('0200000400010001') },
  { rule: 'no identifier: refused before the name is there', say: `${HANDSHAKE}00058002`, hear: REFUSED },
  { rule: 'no name: refused before the identifier is there', say: `${HANDSHAKE}05008002`, hear: REFUSED },
  { rule: 'a text that is no UTF-8', say: `${HANDSHAKE}01018002ff41`, hear: REFUSED },
  { rule: 'an object type that nobody knows', say: `${HANDSHAKE}01000003`, hear: REFUSED },
  { rule: 'no object at all', say: `${HANDSHAKE}01000000`, hear: REFUSED },
  { rule: 'another signature', say: '45434c4641555449', hear: '' },
  { rule: 'a node that the net refuses', say: nodeHandshake('22', '11'), hear: REFUSED },
  {
    rule: 'a node that may join has the address of no node',
    ...{ say: nodeHandshake('22', '00'), greeting: { kind: 'join' }, hear: answer('0100000000000000') },
  },
  {
    rule: 'a node of the net has the address of its entry',
    ...{ say: nodeHandshake('22', '11'), greeting: connect, hear: answer('0100000000070000') },
  },
  {
    rule: 'the low 24 bits of a node are not looked at',
    ...{ say: nodeHandshake('22', '11').replace('00000001', 'abcdef01'), greeting: connect },
    hear: answer('0100000000070000'),
  },
];

for (const { rule, after = [], say, hear, options = {}, greeting } of rules) {
  const isOver = hear === '' || hear === REFUSED;
  const begin = (): Rig => {
    const rig = Rig.online(options);
    if (greeting !== undefined) rig.greet = (_link, _uuid, _target, tell) => tell(greeting);
    for (const other of after) rig.bytes(rig.accept(), other);
    return rig;
  };
  test(`${rule}: whole`, () => {
    const rig = begin();
    const conn = rig.accept();
    rig.bytes(conn, say);
    assert.deepEqual([rig.taken(conn), rig.ended.has(conn)], [hear, isOver]);
  });
  test(`${rule}: octet by octet`, () => {
    const rig = begin();
    const conn = rig.accept();
    for (const octet of say.match(/../g) ?? []) rig.bytes(conn, octet);
    assert.deepEqual([rig.taken(conn), rig.ended.has(conn)], [hear, isOver]);
  });
}

test('what the net is asked: both UUIDs, and a link that is new', () => {
  const rig = Rig.online();
  const asked: unknown[] = [];
  rig.greet = (link, uuid, target) => void asked.push([link.kind, link.peer.host, uuid, target]);
  rig.bytes(rig.accept('10.0.0.7'), nodeHandshake('22', '11'));
  assert.deepEqual(asked, [['new', '10.0.0.7', '22'.repeat(16), '11'.repeat(16)]]);
});

test('the highest instance is given out again when it leaves, no other', () => {
  const rig = Rig.online();
  const [first, second] = [rig.endpoint(), rig.endpoint()];
  rig.step({ kind: 'eof', conn: first });
  const third = rig.accept();
  rig.bytes(third, LOGGER);
  assert.equal(rig.taken(third), answer('0200000300010003'));
  rig.step({ kind: 'reset', conn: third });
  rig.step({ kind: 'eof', conn: second });
  const fourth = rig.accept();
  rig.bytes(fourth, LOGGER);
  assert.equal(rig.taken(fourth), answer('0200000300010001'));
  assert.deepEqual(rig.server.view().endpoints, [
    { address: 0x0200_0003_0001_0001n, service: 'engine.cluster.logger', name: 'Cluster text logger' },
  ]);
});

test('who says nothing holds up nobody, and is ended after the time for a handshake', () => {
  const rig = Rig.online();
  const [silent, slow] = [rig.accept(), rig.accept()];
  rig.bytes(slow, LOGGER.slice(0, 20));
  const { handshakeUs } = rig.server.options.timers;
  rig.pass(handshakeUs - 1);
  const quick = rig.endpoint();
  assert.equal(rig.ended.size, 0);
  rig.pass(1);
  assert.deepEqual([...rig.ended], [silent, slow]);
  assert.equal(rig.taken(silent), '');
  rig.pass(10 * handshakeUs);
  assert.equal(rig.ended.has(quick), false);
});

test('packets in the segment of the handshake are taken', () => {
  const rig = Rig.online();
  const conn = rig.accept();
  const ping = packetOf({ verb: 1, to: NODE, from: '0200000300010001', payload: Buffer.from('hey') });
  rig.bytes(conn, LOGGER + Buffer.from(ping).toString('hex'));
  const pong = packetOf({ verb: 0x10001, to: '0200000300010001', from: NODE, payload: Buffer.from('hey') });
  assert.equal(rig.taken(conn), answer('0200000300010001') + Buffer.from(pong).toString('hex'));
});

test('while the net decides nothing is read; what came already is taken after the answer', () => {
  const rig = Rig.online();
  let decide: (greeting: Greeting) => void = () => undefined;
  rig.greet = (_link, _uuid, _target, tell) => void (decide = tell);
  const conn = rig.accept();
  const status = packetOf({ verb: 0x203, to: NODE, from: '0100000000070000' });
  rig.bytes(conn, nodeHandshake('22', '11') + Buffer.from(status).toString('hex'));
  rig.bytes(conn, status);
  assert.deepEqual([rig.paused.has(conn), rig.taken(conn), rig.heard], [true, '', []]);
  rig.core.at('decide', 5, () => decide(connect));
  rig.pass(5);
  assert.deepEqual([rig.paused.has(conn), rig.taken(conn)], [false, answer('0100000000070000')]);
  assert.deepEqual(rig.heard, ['status node', 'status node']);
  decide({ kind: 'refuse', reason: 'too late' });
  assert.equal(rig.ended.has(conn), false);
});

test('the time for a handshake ends with it; a decision for a link that is over does nothing', () => {
  const rig = Rig.online();
  let decide: (greeting: Greeting) => void = () => undefined;
  rig.greet = (_link, _uuid, _target, tell) => void (decide = tell);
  const conn = rig.accept();
  rig.bytes(conn, nodeHandshake('22', '11'));
  rig.pass(10 * rig.server.options.timers.handshakeUs);
  assert.deepEqual([rig.ended.has(conn), rig.over], [false, []]);
  rig.step({ kind: 'reset', conn });
  assert.deepEqual(rig.over, [`new ${ZERO}`]);
  decide(connect);
  assert.deepEqual([rig.taken(conn), rig.core.linkOf('22'.repeat(16))], ['', null]);
});

test('there is an end to the services that strangers make', () => {
  const rig = Rig.online();
  const heard: string[] = [];
  for (let index = 0; index < 4100; index += 1) {
    const conn = rig.accept();
    rig.bytes(conn, custom(`s${index}`, 'n'));
    heard.push(rig.taken(conn));
    rig.step({ kind: 'eof', conn });
  }
  assert.equal(heard.filter((each) => each === REFUSED).length, 4100 - (4096 - 4));
});
