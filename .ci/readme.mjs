/**
 * `npm run readme [-- start test mutants]`: runs these commands and puts what they really print between their marks in README.md.
 * Changes nothing where a command fails. Leaves out npm's own lines, and all but the last paragraph of `mutants`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = join(root, 'README.md');
const all = ['start', 'test', 'mutants'];

for (const name of process.argv.length > 2 ? process.argv.slice(2) : all) {
  const { status, stdout } = spawnSync('npm', ['run', '-s', name], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) {
    process.stderr.write(`npm run ${name} ended with ${status}; README.md stays as it is.\n`);
    process.exit(1);
  }
  const output = name === 'mutants' ? stdout.trim().split('\n\n').at(-1) : stdout.trim();
  const block = `<!-- ${name}:begin -->\n\n${output.replace(/^(?=.)/gm, '    ')}\n\n<!-- ${name}:end -->`;
  const text = readFileSync(readme, 'utf8');
  const place = new RegExp(`<!-- ${name}:begin -->[^]*<!-- ${name}:end -->`);
  if (!place.test(text)) throw new Error(`README.md has no marks for ${name}`);
  writeFileSync(
    readme,
    text.replace(place, () => block),
  );
}
