/** A file of 256 MiB goes to a node and comes back over TCP, and is never held whole: the process's peak memory shows it. */
import assert from 'node:assert/strict';
import { mkdirSync, openSync, ftruncateSync, closeSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createJobNode,
  createJobOwner,
  defaultNodeOptions,
  defaultOwnerOptions,
  type OwnerEvent,
} from '../node/job/index.ts';
import { createTcpHosting } from './hosting.ts';

const MIB = 1024 * 1024;
/** With the name in front of it the message is just at its limit. */
const NAME = 'big';
const SIZE = 256 * MIB - 2 - NAME.length;
/** What two machines may need on top of the process, far below one copy of the file. */
const PEAK_MAX = 128 * MIB;

test('256 MiB pass through owner and node in pieces', async () => {
  const hosting = createTcpHosting();
  mkdirSync(join(hosting.folder, 'owner'), { recursive: true });
  const file = openSync(join(hosting.folder, 'owner', NAME), 'w');
  ftruncateSync(file, SIZE);
  writeSync(file, 'the end', SIZE - 7);
  closeSync(file);
  const before = process.resourceUsage().maxRSS * 1024;
  const finished = await new Promise<Extract<OwnerEvent, { kind: 'job-finished' }>>((resolve, reject) => {
    const owner = hosting.start('owner', createJobOwner(defaultOwnerOptions), (event) => {
      if (event.kind === 'listening') node.command({ kind: 'connect', at: event.address });
      if (event.kind === 'job-finished') resolve(event);
      if (event.kind === 'job-failed') reject(new Error(event.reason));
    });
    const node = hosting.start('node', createJobNode(defaultNodeOptions), () => undefined);
    owner.command({ kind: 'listen', at: { host: '127.0.0.1', port: 0 } });
    const order = { files: [{ name: NAME, path: NAME, size: SIZE }], runs: [], rets: [NAME] };
    owner.command({ kind: 'submit', ticket: 1, order });
  });
  assert.equal(finished.results[0]?.size, SIZE);
  assert.equal(statSync(join(hosting.folder, 'owner', finished.results[0].path)).size, SIZE);
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  assert.ok(grown < PEAK_MAX, `peak memory grew by ${Math.round(grown / MIB)} MiB`);
  await new Promise<void>((resolve) => hosting.end(resolve));
});
