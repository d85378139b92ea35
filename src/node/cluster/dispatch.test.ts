/** Who is obeyed by a node's server, verb by verb. Leaves out ways (router.test.ts). Source: spec/cluster.md sections 5.1 and 8; row 38. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conn } from '../../lib/machine.ts';
import { serverVerbs, verbs, type VerbName } from '../../protocols/cluster/index.ts';
import type { Greeting } from './core.ts';
import { defaultServerOptions } from './defaults.ts';
import { HANDSHAKE, NODE, nodeHandshake, Rig } from './server-rig.ts';

const CLIENT = '0200000100010001';
/** Long enough for every verb, in two that differ: a launch is reported by nothing at all. */
const LONG = new Uint8Array(40);

function scene(trusted: 'nobody' | 'loopback' | 'any', host: string) {
  const rig = Rig.online({ policy: { ...defaultServerOptions.policy, trusted } });
  const node = rig.node(2);
  const endpoint = rig.endpoint(1, host);
  rig.greet = (_link, _uuid, _target, tell: (greeting: Greeting) => void) => tell({ kind: 'join' });
  const joiner = rig.accept('10.0.0.9');
  rig.bytes(joiner, nodeHandshake('99', '00'));
  const send = (conn: Conn, name: VerbName, payload: Uint8Array = LONG): boolean => {
    const before = rig.heard.length;
    rig.packet(conn, { verb: verbs[name], to: NODE, from: conn === endpoint ? CLIENT : '0200000100020001', payload });
    return rig.heard.length > before;
  };
  return { rig, send, conns: { node, endpoint, joiner } };
}

for (const name of Object.keys(verbs) as VerbName[]) {
  if (name === 'ping' || name === 'pingAnswer') continue;
  const { from = [], isTrusted = false } = serverVerbs[name] ?? {};
  test(`${name} is taken from ${from.join(', ') || 'nobody'}${isTrusted ? ', trusted' : ''}`, () => {
    for (const trusted of ['nobody', 'any'] as const) {
      const { send, conns } = scene(trusted, '10.0.0.3');
      for (const kind of ['node', 'endpoint', 'joiner'] as const) {
        const isObeyed = from.includes(kind) && (!isTrusted || kind === 'node' || trusted === 'any');
        assert.equal(send(conns[kind], name), isObeyed, `${kind}, trusted: ${trusted}`);
      }
    }
  });
}

test('trust asks for what it must: power, kill, tasks, and what only hosts say', () => {
  const trusted = Object.entries(serverVerbs).filter(([, audience]) => audience.isTrusted === true);
  assert.deepEqual(
    trusted.map(([name]) => name),
    ['control', 'launchAnswer', 'killHost', 'allowTasks', 'queueStatus'].sort(
      (a, b) => Object.keys(serverVerbs).indexOf(a) - Object.keys(serverVerbs).indexOf(b),
    ),
  );
});

for (const [host, isLocal] of [
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.127', false],
  ['2001:db8::1', false],
  ['::ffff:10.127.0.1', false],
] as const) {
  test(`an endpoint at ${host} is ${isLocal ? '' : 'not '}of this machine`, () => {
    assert.equal(scene('loopback', host).send(3, 'killHost'), isLocal);
  });
}

test('who comes from where the node listens is of this machine', () => {
  const rig = new Rig({ policy: { ...defaultServerOptions.policy, trusted: 'loopback' } });
  rig.core.goOnline({ host: 'alpha', port: 1 }, 0x0100_0000_0001_0000n, () => undefined);
  rig.step({ kind: 'listening', listener: 1, address: { host: 'alpha', port: 1 } });
  for (const [host, isObeyed] of [
    ['beta', false],
    ['alpha', true],
  ] as const) {
    const conn = rig.accept(host);
    rig.bytes(conn, `${HANDSHAKE}01000002`);
    const from = host === 'beta' ? CLIENT : '0200000100010002';
    rig.packet(conn, { verb: verbs.killHost, to: NODE, from });
    assert.deepEqual(rig.heard, isObeyed ? ['killHost endpoint'] : []);
  }
});

test('a short payload is dropped and noticed; octets behind the last field are ignored', () => {
  const { rig, send, conns } = scene('any', '10.0.0.3');
  const before = rig.notices.length;
  assert.equal(send(conns.endpoint, 'compileNotice', new Uint8Array(11)), false);
  assert.equal(send(conns.endpoint, 'allowTasks', new Uint8Array(0)), false);
  assert.equal(rig.notices.length - before, 2);
  assert.equal(send(conns.endpoint, 'compileNotice', new Uint8Array(12)), true);
  assert.equal(send(conns.endpoint, 'allowTasks', new Uint8Array(9)), true);
  assert.equal(send(conns.endpoint, 'control', new Uint8Array(1)), true, 'missing octets are zero (5.4)');
  assert.equal(send(conns.endpoint, 'logPrimary', new Uint8Array(3).fill(0xff)), true, 'records are passed on unread');
  assert.equal(rig.notices.length - before, 2);
});

test('a part may keep what it slices of a payload', () => {
  const rig = Rig.online();
  const client = rig.endpoint(1);
  const kept: Uint8Array[] = [];
  const part = { verbs: { logPrimary: ({ payload }: { payload: Uint8Array }) => void kept.push(payload.slice()) } };
  (rig.server as unknown as { parts: unknown[] }).parts.push(part);
  rig.packet(client, { verb: verbs.logPrimary, to: NODE, from: CLIENT, payload: LONG });
  assert.deepEqual(kept, [LONG]);
});
