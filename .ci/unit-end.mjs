/**
 * Loaded before each test file: a file whose tests are over and that still keeps something open, a listener or a child, has to end by
 * itself within some seconds; then it is ended, and fails with a line that names it and what it keeps. Tests that never end are the
 * runner's to end (unit.mjs).
 */
import { relative } from 'node:path';
import { after } from 'node:test';
import { setTimeout } from 'node:timers';

const patienceMs = 15_000;

// The runner itself loads this too; only the processes of the files have tests.
if (process.env.NODE_TEST_CONTEXT !== undefined) after(() => void setTimeout(giveUp, patienceMs).unref());

function giveUp() {
  const kept = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`${relative('', process.argv[1] ?? '')}: its tests are over, but it keeps open: ${kept}\n`);
  process.exit(1);
}
