/**
 * `npm run test:nodes [-- MAJOR...]`: the unit tests and the job suite in the simulator on Node 22 and 24 (or the majors named), and one
 * seeded simulation, whose output must be the same there as here. Fetches each Node from npm once, into node_modules/.cache.
 * Leaves out the tcp world, which adds time and no Node-dependent logic but that of the unit tests of src/host.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const majors = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];
const loader = ['--enable-source-maps', '--import', './ts-node.mjs'];
const suite = [
  ...loader,
  'src/cli/main.ts',
  'run',
  '--protocol',
  'job',
  '--world',
  'sim',
  '--seed',
  '1',
  '--format',
  'json',
];
const simulation = [...loader, 'src/cli/main.ts', 'sim', '--protocol', 'job', '--nodes', '20', '--seeds', '1..10'];

const here = simulated(process.execPath);
for (const major of majors) {
  const node = fetched(major);
  const { version } = JSON.parse(run(node, ['-p', 'JSON.stringify({ version: process.version })']));
  const units = run(node, ['.ci/unit.mjs']).trim().split('\n').at(-1);
  const verdicts = run(node, suite).trim().split('\n').length - 1;
  if (simulated(node) !== here)
    stop(`Node ${version}: the same seeds give another simulation than on ${process.version}`);
  process.stdout.write(
    `Node ${version}: ${units}; job in the simulator: ${verdicts} verdicts, exit 0; simulation as on ${process.version}\n`,
  );
}

/** The Node binary of a major version, from its npm package for this platform. */
function fetched(major) {
  const folder = join(root, 'node_modules', '.cache', 'wireproof', `node-${major}`);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  run('npm', [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `${name}@${major}`,
  ]);
  return binary;
}

/** What a simulation of some seeds prints, hashes of all that happened among it. */
function simulated(node) {
  const output = run(node, simulation);
  if (!/hash [0-9a-f]{16}/.test(output)) stop('the simulation printed no hash');
  return output;
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) stop(`${command} ${args.join(' ')} ended with ${status ?? error?.message}:\n${stdout}\n${stderr}`);
  return stdout;
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
