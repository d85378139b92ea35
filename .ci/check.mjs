/**
 * `npm test` and `npm run check`: runs the checks named below in order, those of one line side by side, and counts what they say.
 * Prints one line for each check, the output of each that failed, and last of all "N passed, N failed": unit tests as node:test
 * counted them, scenarios (each axis of each world counts once) as `wireproof run` gave them, and one for each other check.
 * Leaves out what a check does: package.json has its command under the same name.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const raw = join(root, 'coverage', 'raw');
const unitReport = join(root, 'coverage', 'unit.json');

/** Each line runs side by side; the next begins when all are done. `quick` lines are all that `npm run check` runs. */
const plan = [
  { quick: true, names: ['format', 'types'] },
  { quick: true, names: ['floors', 'dead'] },
  { quick: true, names: ['lint'] },
  { quick: true, names: ['test:unit'] },
  { quick: true, names: ['features:sim'] },
  { quick: false, names: ['features:tcp'] },
  { quick: false, names: ['coverage', 'test:pack'] },
];
const counters = { 'test:unit': countUnits, 'features:sim': countScenarios, 'features:tcp': countScenarios };
const options = { 'test:unit': ['--', '--report', unitReport] };
/** What runs under these names is measured for `coverage`; every process of theirs writes a file into `raw` when it ends. */
const measured = Object.keys(counters);

rmSync(join(root, 'coverage'), { recursive: true, force: true });
mkdirSync(raw, { recursive: true });
const quick = process.argv.includes('--quick');
const total = { passed: 0, failed: 0, skipped: 0 };
const startedMs = Date.now();
for (const { names } of plan.filter((line) => line.quick || !quick)) {
  for (const result of await Promise.all(names.map(check))) tell(result);
}
process.stdout.write(`\nin ${seconds(startedMs)} s\n${told(total)}\n`);
process.exit(total.failed > 0 ? 1 : 0);

async function check(name) {
  const beganMs = Date.now();
  const { status, output } = await run(
    ['run', '-s', name, ...(options[name] ?? [])],
    measured.includes(name) && !quick,
  );
  const counts = counters[name]?.(output) ?? { passed: 0, failed: 0, skipped: 0 };
  // A check without counts is one test; one that counts but ends badly for another reason has failed once more.
  if (counters[name] === undefined) counts[status === 0 ? 'passed' : 'failed'] += 1;
  else if (status !== 0 && counts.failed === 0) counts.failed += 1;
  else if (counts.passed === 0) counts.failed += 1;
  return { name, status, output, counts, took: seconds(beganMs) };
}

function tell({ name, status, output, counts, took }) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  const failed = status !== 0 || counts.failed > 0;
  const detail = counters[name] === undefined ? shown(output) : `: ${told(counts)}`;
  process.stdout.write(`${failed ? 'FAILED' : 'ok    '} ${name}${detail} (${took} s)\n`);
  if (failed)
    process.stdout.write(`${output.replace(/^/gm, '  ')}\n  (exit code ${status}; again by: npm run -s ${name})\n\n`);
}

function told({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What a check that has no counts says of itself: the lines that were run, the modules that were seen. */
function shown(output) {
  const found = /^Lines +: [\d.]+%|^floors: .*|^pack: .*/m.exec(output)?.[0];
  return found === undefined ? '' : `: ${found.replace(/^\w+: | +(?=: )/g, '')}`;
}

function run(args, measure) {
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const env = measure ? { ...process.env, NODE_V8_COVERAGE: raw } : process.env;
  const child = spawn(npm[0], [...npm.slice(1), ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

function countUnits() {
  try {
    return JSON.parse(readFileSync(unitReport, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function countScenarios(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of output.split('\n').filter((text) => text.startsWith('{'))) {
    const { verdict } = JSON.parse(line);
    if (verdict === 'passed' || verdict === 'skipped') counts[verdict] += 1;
    else if (verdict !== undefined && verdict !== 'n/a') counts.failed += 1;
  }
  return counts;
}

function seconds(sinceMs) {
  return ((Date.now() - sinceMs) / 1000).toFixed(1);
}
