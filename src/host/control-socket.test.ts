/** The control socket: requests of several who ask, nonsense, and what cannot be opened or asked. Leaves out operations. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ContractServer } from '../lib/contract.ts';
import { askControlSocket, openControlSocket } from './control-socket.ts';
import { soon } from './toy-machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'control-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'control.sock');

/** Answers every operation with its arguments, but `never`. */
const echo: ContractServer = {
  handle: ({ op, args }, answer) => (op === 'never' ? undefined : answer({ ok: { op, ...args } })),
};

test('each who asks is answered, and nobody waits for another one', async (t) => {
  const socket = await openControlSocket(path, echo);
  t.after(() => socket.close());
  const stuck = createConnection(path);
  stuck.on('error', () => undefined);
  stuck.write('{"id": 1, "op": "never"}\n');
  assert.deepEqual(await soon('answer', askControlSocket(path, { op: 'list', args: { all: true } })), {
    ok: { op: 'list', all: true },
  });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  socket.close();
  await soon('end', once(stuck, 'close'));
  assert.equal(existsSync(path), false);
});

test('nonsense is answered in a sentence, and the connection goes on', async (t) => {
  const socket = await openControlSocket(path, echo);
  t.after(() => socket.close());
  const asking = createConnection(path);
  asking.end('nonsense\n{"id": 2}\n{"id": 3, "op": "list"}\n');
  let text = '';
  asking.on('data', (data: Buffer) => (text += String(data)));
  await soon('end', once(asking, 'close'));
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: unknown; error?: { message: string } });
  assert.deepEqual(
    lines.map(({ id, error }) => [id, error?.message]),
    [
      [null, 'this line is no JSON: "nonsense"'],
      [2, 'a request has an "op" that is a text'],
      [3, undefined],
    ],
  );
});

test('what cannot be opened or asked is told in a sentence', async () => {
  await assert.rejects(openControlSocket(join(folder, 'x'.repeat(100)), echo), /longer than 100 octets/);
  await assert.rejects(openControlSocket(join(folder, 'no', 'folder'), echo), /cannot open the control socket .*: \w/);
  await assert.rejects(askControlSocket(path, { op: 'list', args: {} }), /no node answers at .*wireproof serve/);
});
