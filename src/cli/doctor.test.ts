/** `doctor` in surroundings that lack something. Leaves out loaded machines. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Surroundings, doctor, ownSurroundings } from './doctor.ts';

async function run(changes: Partial<Surroundings>): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await doctor({ ...ownSurroundings(), ...changes }, (line) => lines.push(line));
  return { code, lines };
}

const line = (lines: readonly string[], about: string): string =>
  lines.find((text) => text.slice(6).startsWith(about)) ?? '';

test('here a run can work, and looking leaves nothing behind', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'doctor-test-'));
  try {
    const { code, lines } = await run({ temporary });
    assert.equal(code, 0, lines.join('\n'));
    assert.match(line(lines, 'loopback 127.0.0.1'), /^ok .*listens and answers$/);
    assert.match(lines.at(-1) ?? '', /^ready; \d+ warnings$/);
    assert.ok(lines.slice(0, -1).every((text) => /^(ok|warn) /.test(text)));
    assert.deepEqual(readdirSync(temporary), []);
  } finally {
    rmSync(temporary, { recursive: true });
  }
});

test('what a run cannot do without fails', async () => {
  const { code, lines } = await run({
    nodeVersion: 'v20.18.1',
    shell: '/nowhere/sh',
    temporary: '/nowhere/tmp',
    reports: join(process.execPath, 'reports'),
  });
  assert.equal(code, 4);
  assert.match(line(lines, 'node'), /^fail .*v20\.18\.1: version 20\.19 or later is needed/);
  assert.match(line(lines, 'shell'), /^fail .*ENOENT/);
  assert.match(line(lines, 'temporary'), /^fail .*set TMPDIR/);
  assert.match(line(lines, 'reports'), /^fail .*is no folder\): a run has nowhere/);
  assert.match(lines.at(-1) ?? '', /^4 of \d+ points must be mended first$/);
});

test('what is only missed warns', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-test-'));
  try {
    symlinkSync(process.execPath, join(folder, 'gcc'));
    const { lines } = await run({
      path: folder,
      limits: 'Max open files            256                  256                  files',
    });
    assert.match(line(lines, 'cc'), /^ok .*gcc$/);
    assert.match(line(lines, 'python3'), /^warn .*not present \(optional\)/);
    assert.match(line(lines, 'open files'), /^warn .*at most 256: 1024/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
