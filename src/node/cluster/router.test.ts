/**
 * Where packets go, row by row. Leaves out queues (outbox.test.ts). Source: spec/cluster.md sections 4.2 and 4.3; rows 8, 10, 11, 38, 42,
 * 43.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conn } from '../../lib/machine.ts';
import { type Greeting } from './core.ts';
import { LOGGER, NODE, nodeHandshake, packetOf, Rig, type Written } from './server-rig.ts';

const USER = 0x8000_0f00;
const hexOf = (packet: Written): string => Buffer.from(packetOf(packet)).toString('hex');

/** Two loggers, a job client, two other nodes, one of which comes by a link that joins. */
function scene() {
  const rig = Rig.online();
  const conns: Record<string, Conn> = {
    logger1: rig.endpoint(3),
    logger2: rig.endpoint(3),
    client: rig.endpoint(1),
    node2: rig.node(2),
    node3: rig.node(3),
  };
  rig.greet = (_link, _uuid, _target, tell: (greeting: Greeting) => void) => tell({ kind: 'join' });
  conns['joiner'] = rig.accept('10.0.0.9');
  rig.bytes(conns['joiner'], nodeHandshake('99', '00'));
  rig.taken(conns['joiner']);
  return { rig, conns };
}

const CLIENT = '0200000100010001';
const LOGGER1 = '0200000300010001';
const LOGGER2 = '0200000300010002';
const NODE2 = '0100000000020000';
const NODE3 = '0100000000030000';
const REMOTE = '0200000300020005';
const JOINER = '0100000000000000';

interface Row {
  readonly row: string;
  readonly by: string;
  readonly from: string;
  readonly verb?: number;
  readonly to: string;
  /** Who gets it, and the destination on its copy. */
  readonly gets?: Readonly<Record<string, string>>;
  /** What parts of this node hear. */
  readonly heard?: string;
  /** Whether the operator hears of it. */
  readonly isNoticed?: true;
}

const table: readonly Row[] = [
  { row: 'an endpoint of this node', by: 'client', from: CLIENT, to: LOGGER2, gets: { logger2: LOGGER2 } },
  { row: 'itself', by: 'client', from: CLIENT, to: CLIENT, gets: { client: CLIENT } },
  { row: 'an instance that is not there', by: 'client', from: CLIENT, to: '0200000300010009' },
  { row: 'a service that is not there', by: 'client', from: CLIENT, to: '0200000900010001' },
  { row: 'the right words under another level', by: 'client', from: CLIENT, to: '0100000300010002' },
  {
    row: 'every endpoint of a service, whatever the level, the sender among them',
    ...{ by: 'logger1', from: LOGGER1, to: '0700000300010000', gets: { logger1: LOGGER1, logger2: LOGGER2 } },
  },
  { row: 'every endpoint of a service that has none', by: 'client', from: CLIENT, to: '0200000200010000' },
  { row: 'another node', by: 'client', from: CLIENT, to: NODE2, gets: { node2: NODE2 } },
  { row: 'an endpoint of another node', by: 'client', from: CLIENT, to: REMOTE, gets: { node2: REMOTE } },
  {
    row: 'every endpoint of a service of another node is its own affair',
    ...{ by: 'client', from: CLIENT, to: '0200000300020000', gets: { node2: '0200000300020000' } },
  },
  { row: 'a node that is not there', by: 'client', from: CLIENT, to: '0100000000090000' },
  { row: 'a service of a node that is not there', by: 'client', from: CLIENT, to: '0200000300090000' },
  {
    row: 'all nodes, but not this one',
    ...{ by: 'client', from: CLIENT, to: JOINER, gets: { node2: NODE2, node3: NODE3 } },
  },
  {
    row: 'node word 0, whatever the rest: row 43',
    ...{ by: 'client', from: CLIENT, to: '0200000300000007', gets: { node2: NODE2, node3: NODE3 } },
  },
  { row: 'a node relays to its endpoints', by: 'node2', from: REMOTE, to: CLIENT, gets: { client: CLIENT } },
  { row: 'and from node to node', by: 'node2', from: REMOTE, to: NODE3, gets: { node3: NODE3 } },
  { row: 'under any address: row 42', by: 'node2', from: LOGGER1, to: CLIENT, gets: { client: CLIENT } },
  { row: 'what joins is routed too', by: 'joiner', from: JOINER, to: CLIENT, gets: { client: CLIENT } },
  { row: "an endpoint under another's address: row 42", by: 'client', from: LOGGER1, to: LOGGER2, isNoticed: true },
  { row: 'for this node, unknown verb of users', by: 'client', from: CLIENT, to: NODE },
  { row: 'for this node, unknown verb', by: 'client', from: CLIENT, to: NODE, verb: 0x999, isNoticed: true },
  {
    row: 'unknown verbs below users are routed',
    by: 'client',
    from: CLIENT,
    verb: 0x999,
    to: LOGGER1,
    gets: { logger1: LOGGER1 },
  },
  { row: 'this node', by: 'client', from: CLIENT, to: NODE, verb: 0x201, heard: 'enumerateNodes endpoint' },
  {
    row: 'the address of this node, but for the service',
    by: 'client',
    from: CLIENT,
    to: '0100000100010000',
    gets: { client: CLIENT },
  },
  // Class 01, rows 10 and 11.
  {
    row: 'a table by a node, whatever its destination',
    by: 'node2',
    from: NODE2,
    to: CLIENT,
    verb: 0x102,
    heard: 'connect node',
  },
  { row: 'news by a node', by: 'node2', from: NODE2, to: NODE, verb: 0x103, heard: 'updateNodes node' },
  { row: 'a table by an endpoint', by: 'client', from: CLIENT, to: NODE2, verb: 0x103, isNoticed: true },
  { row: 'a table by who joins', by: 'joiner', from: JOINER, to: NODE, verb: 0x102, isNoticed: true },
  { row: 'a wish to join by a node', by: 'node2', from: NODE2, to: NODE, verb: 0x101, isNoticed: true },
  {
    row: 'class 01 that nobody knows is swallowed',
    by: 'client',
    from: CLIENT,
    to: LOGGER1,
    verb: 0x104,
    isNoticed: true,
  },
  { row: 'an answer to joining is swallowed', by: 'node2', from: NODE2, to: LOGGER1, verb: 0x10101, isNoticed: true },
  {
    row: 'verbs of users of that shape are routed',
    by: 'client',
    from: CLIENT,
    to: LOGGER1,
    verb: 0x8000_0101,
    gets: { logger1: LOGGER1 },
  },
  // Class 00, row 8.
  { row: 'an answer to a ping for this node', by: 'client', from: CLIENT, to: NODE, verb: 0x10001 },
  { row: 'class 00 that is no ping', by: 'client', from: CLIENT, to: NODE, verb: 2 },
  { row: 'class 00 of users', by: 'client', from: CLIENT, to: NODE, verb: 0x8000_0001 },
  { row: 'a ping for another is routed', by: 'client', from: CLIENT, to: LOGGER1, verb: 1, gets: { logger1: LOGGER1 } },
];

for (const { row, by, from, to, verb = USER, gets = {}, heard, isNoticed } of table) {
  test(`${row}: ${by} to ${to}`, () => {
    const { rig, conns } = scene();
    const payload = Buffer.from('payload');
    const noticed = rig.notices.length;
    rig.packet(conns[by] as Conn, { verb, to, from, payload });
    for (const [name, conn] of Object.entries(conns)) {
      const copy = gets[name];
      const wanted = copy === undefined ? '' : hexOf({ verb, to: copy, from, payload });
      assert.equal(rig.taken(conn), wanted, `what ${name} gets`);
    }
    assert.deepEqual(rig.heard, heard === undefined ? [] : [`${heard} ${payload.toString('hex')}`]);
    assert.equal(rig.notices.length - noticed, isNoticed === true ? 1 : 0);
    assert.equal(rig.ended.size + rig.aborted.size, 0, 'all connections stay');
  });
}

test('a ping is answered to its origin by the way of routing', () => {
  const { rig, conns } = scene();
  const payload = Buffer.from('hey');
  rig.packet(conns['node2'] as Conn, { verb: 1, to: NODE, from: REMOTE, payload });
  rig.packet(conns['client'] as Conn, { verb: 1, to: NODE, from: CLIENT });
  rig.packet(conns['joiner'] as Conn, { verb: 1, to: NODE, from: JOINER });
  assert.equal(rig.taken(conns['node2'] as Conn), hexOf({ verb: 0x10001, to: REMOTE, from: NODE, payload }));
  assert.equal(rig.taken(conns['client'] as Conn), hexOf({ verb: 0x10001, to: CLIENT, from: NODE }));
  assert.equal(rig.taken(conns['joiner'] as Conn), hexOf({ verb: 0x10001, to: JOINER, from: NODE }));
});

test('packets that follow each other to one link leave as one piece, and in order with all others', () => {
  const { rig, conns } = scene();
  const to = (address: string, octet: number) =>
    packetOf({ verb: USER, to: address, from: CLIENT, payload: new Uint8Array(octet).fill(octet) });
  const ping = packetOf({ verb: 1, to: NODE, from: CLIENT });
  const ours = [
    to(LOGGER1, 1),
    to(LOGGER1, 2),
    to(LOGGER2, 3),
    to(LOGGER1, 4),
    to('0200000300010000', 5),
    to(LOGGER1, 6),
  ];
  const octets = Buffer.concat([...ours, ping, to(LOGGER1, 7), to(LOGGER1, 8)]);
  for (const cut of [0, 10, 40, 100, octets.length - 1]) {
    rig.bytes(conns['client'] as Conn, octets.subarray(0, cut));
    rig.bytes(conns['client'] as Conn, octets.subarray(cut));
    if (cut === 0) assert.equal(rig.pieces(conns['logger1'] as Conn), 5);
    const wanted = [
      to(LOGGER1, 1),
      to(LOGGER1, 2),
      to(LOGGER1, 4),
      to(LOGGER1, 5),
      to(LOGGER1, 6),
      to(LOGGER1, 7),
      to(LOGGER1, 8),
    ];
    assert.equal(rig.taken(conns['logger1'] as Conn), Buffer.concat(wanted).toString('hex'), `cut at ${cut}`);
    assert.equal(
      rig.taken(conns['logger2'] as Conn),
      Buffer.concat([to(LOGGER2, 3), to(LOGGER2, 5)]).toString('hex'),
      `cut at ${cut}`,
    );
  }
});

test('octet by octet the same packets arrive', () => {
  const { rig, conns } = scene();
  const packets = [LOGGER1, LOGGER2, LOGGER1, NODE2].map((to) =>
    packetOf({ verb: USER, to, from: CLIENT, payload: Buffer.from(to) }),
  );
  for (const octet of Buffer.concat(packets)) rig.bytes(conns['client'] as Conn, Uint8Array.of(octet));
  const [first, second, third, fourth] = packets.map((packet) => Buffer.from(packet).toString('hex'));
  assert.equal(rig.taken(conns['logger1'] as Conn), `${first}${third}`);
  assert.equal(rig.taken(conns['logger2'] as Conn), second);
  assert.equal(rig.taken(conns['node2'] as Conn), fourth);
});

test('a large payload for many is copied once', () => {
  const { rig, conns } = scene();
  const payload = new Uint8Array(10_000).fill(7);
  rig.packet(conns['client'] as Conn, { verb: USER, to: JOINER, from: CLIENT, payload });
  assert.equal(rig.taken(conns['node2'] as Conn), hexOf({ verb: USER, to: NODE2, from: CLIENT, payload }));
  assert.equal(rig.taken(conns['node3'] as Conn), hexOf({ verb: USER, to: NODE3, from: CLIENT, payload }));
});

test('who was the last destination is forgotten when it leaves, and found when it is back', () => {
  const { rig, conns } = scene();
  const send = (): void => rig.packet(conns['client'] as Conn, { verb: USER, to: LOGGER2, from: CLIENT });
  send();
  rig.step({ kind: 'eof', conn: conns['logger2'] as Conn });
  rig.taken(conns['logger2'] as Conn);
  send();
  assert.equal(rig.taken(conns['logger2'] as Conn), '');
  const back = rig.accept();
  rig.bytes(back, LOGGER);
  rig.taken(back);
  send();
  assert.equal(rig.taken(back), hexOf({ verb: USER, to: LOGGER2, from: CLIENT }));
});

test('what this node sends goes the same ways; to itself it is heard, save classes 00 and 01', () => {
  const { rig, conns } = scene();
  const payload = Buffer.from('p');
  const route = (verb: number, to: bigint): void => rig.core.route(verb, to, payload);
  rig.core.at('now', 0, () => {
    route(0x302, 0x0100_0000_0000_0000n);
    route(0x303, 0x0200_0003_0001_0000n);
    for (const verb of [1, 0x103, 0x412]) route(verb, 0x0100_0000_0001_0000n);
  });
  rig.pass(1);
  assert.equal(rig.taken(conns['node2'] as Conn), hexOf({ verb: 0x302, to: NODE2, from: NODE, payload }));
  assert.equal(rig.taken(conns['logger2'] as Conn), hexOf({ verb: 0x303, to: LOGGER2, from: NODE, payload }));
  assert.deepEqual(rig.heard, ['killHost node 70']);
});

test('a packet over the limit ends its connection; what came before it is delivered', () => {
  const rig = Rig.online({ limits: { payload: 10, stuckQueue: 1000, queue: 2000 } });
  const [client, logger] = [rig.endpoint(1), rig.endpoint(3)];
  const good = { verb: USER, to: LOGGER1, from: CLIENT, payload: new Uint8Array(10) };
  const large = packetOf({ ...good, payload: new Uint8Array(11) });
  rig.bytes(client, Buffer.concat([packetOf(good), large]));
  assert.deepEqual([rig.taken(logger), rig.ended.has(client), rig.notices.length], [hexOf(good), true, 1]);
});
