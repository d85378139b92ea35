/**
 * What `npm start` and `npm test` do first: look at Node's version, and install the packages of package-lock.json where node_modules is
 * missing or older than that file. Runs with nothing installed, so it uses nothing but Node.
 * Leaves out scripts of dependencies: no package needs one. `.npmrc` cannot say so, because that would switch off this one too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const lock = join(root, 'package-lock.json');
/** npm writes this file last of all, so it is there only if an install came to its end. */
const installed = join(root, 'node_modules', '.package-lock.json');

const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
if (isOlder(process.versions.node, wanted)) {
  stop(
    `wireproof needs Node ${wanted} or newer; this is Node ${process.versions.node}. ` +
      "Get one from https://nodejs.org or your system's packages.",
  );
}
if (!existsSync(installed)) install('node_modules is missing');
else if (statSync(installed).mtimeMs < statSync(lock).mtimeMs) install('node_modules is older than package-lock.json');

function install(why) {
  process.stdout.write(
    `Set-up: ${why}; installing the packages that package-lock.json names (npm install --ignore-scripts).\n`,
  );
  const how = '--ignore-scripts --include=dev --no-save --no-audit --no-fund --prefer-offline --loglevel=error';
  const patience = '--fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000';
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, 'install', ...how.split(' '), ...patience.split(' ')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    const reason = error === undefined ? 'see what npm said above' : error.message;
    stop(
      `Set-up failed: npm could not install the packages (${reason}). ` +
        'The first set-up needs the network, later starts do not. Try again when it is there.',
    );
  }
  // npm leaves the file as it is when nothing was to be done; the next start shall not ask again.
  const now = new Date();
  utimesSync(installed, now, now);
}

function isOlder(version, least) {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  return have[0] !== want[0] ? have[0] < want[0] : have[1] < (want[1] || 0);
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
