/**
 * `npm run test:pack`: packs wireproof, installs the package into an empty folder as a user would, and uses it there, without ts-node:
 * `doctor`, `list`, the job suite in the simulator, `quick`. Also looks that nothing of the workshop is in the package.
 * Leaves out publishing. The registry is asked only for the packages under "dependencies" that npm has not in its cache.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'wireproof-pack-'));
const user = join(folder, 'user');

try {
  const [{ filename, files }] = JSON.parse(
    npm(root, 'pack', '--json', '--loglevel=error', '--pack-destination', folder).replace(/^[^[]*/, ''),
  );
  const paths = files.map(({ path }) => path);
  expect(paths.includes('dist/src/cli/main.js'), 'the package has dist/src/cli/main.js');
  expect(
    paths.some((path) => path.startsWith('features/job/')),
    'the package has the features',
  );
  expect(paths.includes('src/check/summary.schema.json'), 'the package has the schema of summary.json');
  const workshop = paths.filter((path) => /\.test\.|(^|\/)(bench|mutants|tidy)\/|\.ts$|swc|\.ci\//.test(path));
  expect(workshop.length === 0, `the package has nothing of the workshop, but ${workshop.join(', ') || 'that'}`);
  const marked = paths.filter(
    (path) => path.startsWith('dist/') && readFileSync(join(root, path), 'utf8').includes('WIREPROOF_MUTANT'),
  );
  expect(marked.length === 0, `no file of the package knows of mutants, but ${marked.join(', ') || 'none'}`);

  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{"private": true}\n');
  npm(
    user,
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    join(folder, filename),
  );
  expect(/^ok +node/m.test(wireproof('doctor')), 'doctor finds a Node that is new enough');
  expect(/^job\/\S+/m.test(wireproof('list', '--protocol', 'job')), 'list prints scenario ids');
  const lines = wireproof('run', '--protocol', 'job', '--world', 'sim', '--format', 'json').trim().split('\n');
  const { summary } = JSON.parse(lines.at(-1));
  expect(summary?.exit === 0 && lines.length > 70, `the suite runs whole and ends with exit 0: ${lines.at(-1)}`);
  wireproof('quick');
  process.stdout.write(
    `pack: ${paths.length} files; installed and run: doctor, list, run (${lines.length - 1} verdicts), quick\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function wireproof(...args) {
  return run(user, join(user, 'node_modules', '.bin', 'wireproof'), args);
}

function npm(cwd, ...args) {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') ? run(cwd, process.execPath, [path, ...args]) : run(cwd, 'npm', args);
}

function run(cwd, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: environment(),
  });
  if (status === 0) return stdout;
  throw new Error(
    `${command} ${args.join(' ')} ended with ${status ?? error?.message}:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`,
  );
}

/** npm hands its settings down to what it runs; the user's folder shall not see ours. */
function environment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/.test(name)),
  );
}

function expect(holds, sentence) {
  if (!holds) throw new Error(`not so: ${sentence}`);
}
