/**
 * `npm run test:unit [-- PART...]` runs the unit tests: every *.test.ts whose path has one of the parts in it, all without.
 * `node --test` takes no patterns on Node 20, hence the collecting. Two files at a time, each in a process of its own, which is ended and
 * fails when it takes too long, or when its tests are over and it keeps something open (unit-end.mjs).
 * `--report FILE` writes `{passed, failed, skipped}` there. Leaves out the features (`npm run wireproof -- run`).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({ options: { report: { type: 'string' } }, allowPositionals: true });

/** More than any file takes on a busy machine. */
const fileMs = 900_000;

const files = ['src', 'sim', 'steps', 'examples']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
  .filter(
    (name) =>
      name.endsWith('.test.ts') && (positionals.length === 0 || positionals.some((part) => name.includes(part))),
  )
  .sort();
if (files.length === 0) {
  process.stderr.write(`No unit test has ${positionals.join(' or ')} in its path.\n`);
  process.exit(2);
}

const { status, signal } = spawnSync(
  process.execPath,
  [
    ...['--enable-source-maps', '--import', './ts-node.mjs', '--import', './.ci/unit-end.mjs'],
    ...[
      '--test',
      '--test-concurrency=2',
      `--test-timeout=${fileMs}`,
      '--test-reporter=./.ci/unit-reporter.mjs',
      '--test-reporter-destination=stdout',
    ],
    ...files,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, UNIT_REPORT: values.report ?? '' } },
);
process.exit(signal === null ? status : 1);
