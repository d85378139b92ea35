/**
 * A server's life: start, online, offline, stop; its files, programs, deadlines and notices. Leaves out connections
 * (connections.test.ts).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAddress } from '../../protocols/cluster/index.ts';
import { createClusterServer, defaultServerOptions } from './index.ts';
import { NODE, packetOf, Rig } from './server-rig.ts';

/** Does something within a step. */
function within(rig: Rig, act: () => void): void {
  rig.core.at('test', rig.nowUs, act);
  rig.pass(0);
}

const kinds = (rig: Rig): readonly string[] => rig.events.map(({ kind }) => kind);

test('a server is a machine with a view, and waits for nothing before it has started', () => {
  const server = createClusterServer({ ...defaultServerOptions, uuid: '11'.repeat(16), name: 'alpha' });
  assert.equal(server.wakeAtUs, null);
  assert.deepEqual(server.view(), {
    ...{ net: null, timestamp: 0n, self: serverAddress(0), tasksAllowed: server.view().tasksAllowed },
    ...{ nodes: [], endpoints: [] },
  });
});

test('online it is who the net says; offline every link is ended and it is nobody', () => {
  const rig = new Rig();
  assert.deepEqual([rig.core.self, rig.core.isOnline, rig.core.listening], [serverAddress(0), false, null]);
  const told: unknown[] = [];
  within(rig, () => rig.core.goOnline({ host: '::', port: 0 }, serverAddress(1), (where) => told.push(where)));
  assert.equal(rig.core.isOnline, false);
  rig.step({ kind: 'listening', listener: 1, address: { host: '::', port: 5 } });
  assert.deepEqual(told, [{ listen: { host: '::', port: 5 } }]);
  assert.deepEqual([rig.core.self, rig.core.listening], [serverAddress(1), { host: '::', port: 5 }]);
  const [silent, logger, node] = [rig.accept(), rig.endpoint(3), rig.node(2)];
  within(rig, () => rig.core.goOffline());
  assert.deepEqual([...rig.ended], [silent, logger, node]);
  assert.deepEqual([rig.core.self, rig.core.isOnline, rig.asked], [serverAddress(0), false, ['unlisten 1']]);
  assert.deepEqual(kinds(rig).slice(-3), ['endpoint-down', 'node-down', 'offline']);
  within(rig, () => rig.core.route(0x303, 0x0200_0003_0001_0000n, new Uint8Array(0)));
  assert.equal(rig.taken(logger), '');
});

test('a port that is taken is told, and so is going offline before it is known', () => {
  const rig = new Rig();
  const told: unknown[] = [];
  const goOnline = (): void =>
    rig.core.goOnline({ host: '::', port: 5 }, serverAddress(1), (where) => told.push(where));
  within(rig, goOnline);
  rig.step({ kind: 'unlistened', listener: 1, reason: 'taken' });
  within(rig, goOnline);
  within(rig, () => rig.core.goOffline());
  rig.step({ kind: 'listening', listener: 2, address: { host: '::', port: 5 } });
  assert.deepEqual(told, [{ reason: 'taken' }, { reason: 'the node went offline' }]);
  assert.deepEqual([rig.core.isOnline, kinds(rig)], [false, ['ready']]);
});

test('a free port is one on which it listened for a moment', () => {
  const rig = new Rig();
  const ports: unknown[] = [];
  within(rig, () => rig.core.freePort('::1', (port) => ports.push(port)));
  within(rig, () => rig.core.freePort('::1', (port) => ports.push(port)));
  rig.step({ kind: 'listening', listener: 1, address: { host: '::1', port: 77 } });
  rig.step({ kind: 'unlistened', listener: 2, reason: 'no' });
  assert.deepEqual([ports, rig.asked], [[77, null], ['unlisten 1']]);
  assert.deepEqual(
    rig.listeners.map(({ address }) => address),
    [
      { host: '::1', port: 0 },
      { host: '::1', port: 0 },
    ],
  );
});

test('files: answers go to who asked, in any order; a long one is read whole', () => {
  const rig = new Rig();
  const heard: unknown[] = [];
  within(rig, () => {
    rig.core.store('a', new Uint8Array(1), 'replace', (error) => heard.push(['store', error]));
    rig.core.remove('b', (error) => heard.push(['remove', error]));
    rig.core.load('c', (data) => heard.push(['load', data?.length]));
    rig.core.load('d', (data) => heard.push(['load', data]));
  });
  const MIB = 1024 * 1024;
  rig.step({ kind: 'loaded', token: 3, data: new Uint8Array(MIB), size: MIB + 1 });
  rig.step({ kind: 'loaded', token: 4, data: null, size: 0 });
  rig.step({ kind: 'stored', token: 2 });
  rig.step({ kind: 'stored', token: 1, error: 'full' });
  assert.equal(rig.asked.at(-1), `load 5 . c 0 ${MIB + 1}`);
  rig.step({ kind: 'loaded', token: 5, data: new Uint8Array(MIB + 1), size: MIB + 1 });
  assert.deepEqual(heard, [
    ['load', null],
    ['remove', undefined],
    ['store', 'full'],
    ['load', MIB + 1],
  ]);
});

test('stop: programs are killed, and it has stopped when they and the disk are done', () => {
  const rig = Rig.online();
  const exits: unknown[] = [];
  const program = { folder: '.', program: 'p', log: 'l' };
  within(rig, () => {
    const number = rig.core.run(program, (exit) => exits.push(exit));
    rig.core.store('a', new Uint8Array(1), 'create', () => undefined);
    assert.equal(number, 1);
  });
  rig.step({ kind: 'command', command: { kind: 'stop' } });
  assert.deepEqual([rig.asked.at(-1), kinds(rig).at(-1)], ['kill 1', 'offline']);
  rig.step({ kind: 'exited', process: 1, exit: { how: 'signal', signal: 9 } });
  assert.notEqual(kinds(rig).at(-1), 'stopped');
  rig.step({ kind: 'stored', token: 1 });
  assert.deepEqual([kinds(rig).at(-1), exits], ['stopped', [{ how: 'signal', signal: 9 }]]);
  rig.pass(1_000_000);
  assert.equal(kinds(rig).filter((kind) => kind === 'stopped').length, 1);
});

test('a command that no part obeys has failed', () => {
  const rig = Rig.online();
  rig.step({ kind: 'command', command: { kind: 'open-net', ticket: 9 } });
  assert.deepEqual(rig.events.at(-1), { kind: 'failed', ticket: 9, reason: 'nobody obeys open-net' });
});

test('deadlines: moved, cancelled, set again while they act', () => {
  const rig = new Rig();
  const acted: string[] = [];
  const act = (name: string) => (): void => void acted.push(`${name} ${rig.nowUs}`);
  within(rig, () => {
    rig.core.at('later', 10, act('later'));
    rig.core.at('later', 30, act('later'));
    rig.core.at('sooner', 30, act('sooner'));
    rig.core.at('sooner', 20, act('sooner'));
    rig.core.at('never', 15, act('never'));
    rig.core.at('again', 5, () => rig.core.at('again', 5, act('again')));
  });
  rig.core.cancel('never');
  rig.pass(40);
  assert.deepEqual(acted, ['again 5', 'sooner 20', 'later 30']);
  assert.equal(rig.server.wakeAtUs, null);
});

test('a peer cannot fill a log: some notices of a kind, then how many were left out', () => {
  const rig = Rig.online();
  const client = rig.endpoint(1);
  const forged = packetOf({ verb: 0x8000_0f00, to: NODE, from: '0200000100010009' });
  for (let count = 0; count < 100; count += 1) rig.bytes(client, forged);
  rig.bytes(rig.accept(), '00'.repeat(12));
  assert.equal(rig.notices.length, 8 + 1, 'another kind is told all the same');
  rig.nowUs = 10_000_000;
  rig.bytes(client, forged);
  assert.deepEqual(rig.notices.slice(9, 11), [
    'packet dropped: 92 more were left out',
    'packet dropped: not under its own address, 0200000100010001',
  ]);
});
