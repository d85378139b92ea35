/**
 * How `node --test` tells its results here: failures with what was wrong, skipped tests by name, one line of counts; with
 * UNIT_REPORT set, the counts as JSON in that file. A test counts once, a suite (`describe`) not at all.
 * Leaves out the names of what passed. Source: https://nodejs.org/docs/latest-v20.x/api/test.html#custom-reporters
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const startedMs = Date.now();
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    if (isFile(data)) {
      // A file stands among the tests only to say that it failed as a whole, by an exception outside of every test, say.
      if (type === 'test:pass' || data.details.error?.failureType === 'subtestsFailed') continue;
    }
    if (data.skip !== undefined || data.todo !== undefined) {
      counts.skipped += 1;
      yield `skipped: ${data.name} (${data.skip || data.todo || 'no reason given'})\n`;
    } else if (type === 'test:pass') {
      counts.passed += 1;
    } else {
      counts.failed += 1;
      yield failure(data);
    }
  }
  if (process.env.UNIT_REPORT) writeFileSync(process.env.UNIT_REPORT, JSON.stringify(counts));
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  yield `unit tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s\n`;
}

function isFile({ name, file, nesting }) {
  return nesting === 0 && (name === file || (file !== undefined && file.endsWith(name)));
}

function failure({ name, file, line, details }) {
  const place = file === undefined ? '' : ` (${relative('', file)}:${line})`;
  return `\nFAILED: ${name}${place}\n${text(details.error?.cause ?? details.error).replace(/^/gm, '  ')}\n\n`;
}

/** An error with its stack and its causes, without the frames of Node itself. */
function text(error) {
  if (typeof error?.stack !== 'string') return typeof error === 'string' ? error : inspect(error);
  const stack = error.stack.split('\n').filter((frame) => !/^\s+at .*\(?node:/.test(frame));
  return [...stack, ...(error.cause === undefined ? [] : [`caused by: ${text(error.cause)}`])].join('\n');
}
