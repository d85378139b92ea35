/**
 * `npm run floors`: the rules of .dependency-cruiser.cjs, first on a small made-up project that breaks each of them once (a checker
 * that sees nothing passes everything, so each rule must be seen to fail), then on the project, whose modules must not be none.
 * Leaves out the rules themselves.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

/** For each rule a file and the import by which it breaks that rule. */
const breaches = {
  'floor-lib': ['src/lib/a.ts', '../schema/target.ts'],
  'floor-schema': ['src/schema/a.ts', '../wire/target.ts'],
  'floor-wire': ['src/wire/a.ts', '../views/target.ts'],
  'floor-views': ['src/views/a.ts', '../wire/target.ts'],
  'floor-protocols': ['src/protocols/job/a.ts', '../../node/job/target.ts'],
  'floor-node': ['src/node/job/a.ts', '../../check/target.ts'],
  'floor-check': ['src/check/a.ts', '../node/job/target.ts'],
  'floor-fuzz': ['src/fuzz/a.ts', '../../sim/target.ts'],
  'floor-sim': ['sim/a.ts', '../src/host/target.ts'],
  'floor-host': ['src/host/a.ts', '../../sim/target.ts'],
  'floor-cli': ['src/cli/a.ts', '../../steps/target.ts'],
  'floor-steps': ['steps/a.ts', '../src/cli/target.ts'],
  'no-cycle': ['src/lib/back.ts', './cycle.ts'],
  'protocols-apart': ['src/protocols/job/apart.ts', '../gate/index.ts'],
  'protocols-door': ['src/check/door.ts', '../protocols/job/target.ts'],
  'pure-floors': ['src/check/pure.ts', 'node:net'],
  'bare-floors': ['src/lib/bare.ts', 'crc-32'],
  'no-dev-packages': ['src/cli/dev.ts', 'prettier'],
  leaves: ['src/cli/leaf.ts', './target.test.ts'],
  resolves: ['src/cli/missing.ts', './nothing-there.ts'],
};

const blind = await rulesThatSeeNothing();
if (blind.length > 0) {
  process.stderr.write(`The floor check is blind: nothing broke ${blind.join(', ')} in the canary.\n`);
  process.exit(1);
}
const { modules, summary } = await check(root, ['src', 'sim', 'steps']);
for (const { rule, from, to } of summary.violations) process.stdout.write(`${rule.name}: ${from} -> ${to}\n`);
process.stdout.write(
  `floors: ${modules.length} modules, ${summary.violations.length} violations; all ${forbidden.length} rules fail in the canary\n`,
);
process.exit(summary.violations.length > 0 || modules.length === 0 ? 1 : 0);

async function rulesThatSeeNothing() {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-floors-'));
  try {
    for (const [path, target] of Object.values(breaches)) {
      write(folder, path, `import '${target}';\n`);
      if (target.endsWith('target.ts')) write(folder, join(dirname(path), target), '');
    }
    write(folder, 'src/lib/cycle.ts', `import './back.ts';\n`);
    write(folder, 'src/protocols/gate/index.ts', '');
    write(folder, 'src/cli/target.test.ts', '');
    write(
      folder,
      'package.json',
      JSON.stringify({ dependencies: { 'crc-32': '*' }, devDependencies: { prettier: '*' } }),
    );
    write(folder, 'tsconfig.json', '{}');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { summary } = await check(folder, ['src', 'sim', 'steps']);
    const seen = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
    return forbidden.map(({ name }) => name).filter((name) => !seen.has(`${name} ${breaches[name]?.[0]}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function check(baseDir, folders) {
  process.chdir(baseDir);
  const tsConfig = extractTSConfig(join(baseDir, 'tsconfig.json'));
  const { output } = await cruise(
    folders,
    { ...options, ruleSet: { forbidden }, validate: true, baseDir },
    {},
    { tsConfig },
  );
  return output;
}

function write(folder, path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
