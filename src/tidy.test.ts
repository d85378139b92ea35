/**
 * House rules that no tool covers, and proof that the linter's own rules are awake. Each rule is tested twice: the project keeps
 * it, and a made-up breach of it is found. Leaves out what a rule says: src/tidy/*-rules.ts and eslint.config.mjs.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { manifestRules } from './tidy/manifest-rules.ts';
import { namingRules } from './tidy/naming-rules.ts';
import type { ProjectFile } from './tidy/rule.ts';
import { shapeRules } from './tidy/shape-rules.ts';
import { textRules } from './tidy/text-rules.ts';

const root = join(import.meta.dirname, '..');
/** Folders that are made, not written. */
const made = new Set(['node_modules', '.git', 'dist', 'coverage', 'reports']);
const files = projectFiles('');

for (const { sentence, breaches, canary } of [...namingRules, ...textRules, ...shapeRules, ...manifestRules]) {
  test(sentence, () => assert.deepEqual(breaches(files), []));
  test(`${sentence}: a breach is found`, () => assert.equal(breaches(canary).length, 1));
}

test('the rules see the project', () =>
  assert.ok(files.length > 50 && files.some(({ path }) => path === 'src/tidy.test.ts')));

/** For each rule of the linter that is ours: where the text would stand, and a text that breaks it. */
const lintCanaries: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['no-restricted-properties', 'src/node/canary.ts', 'export const now = Date.now();'],
  ['no-restricted-syntax', 'src/node/canary.ts', 'export const now = new Date();'],
  ['no-restricted-globals', 'sim/canary.ts', 'setTimeout(() => {}, 1);'],
  ['no-restricted-globals', 'src/lib/canary.ts', 'export const home = process.env;'],
  ['no-restricted-properties', 'src/check/canary.ts', 'export const dice = Math.random();'],
  ['max-lines', 'src/lib/canary.ts', '// line\n'.repeat(301)],
  ['no-warning-comments', 'src/lib/canary.ts', '// TO' + 'DO: later'],
  ['no-console', 'src/lib/canary.ts', 'console.log(1);'],
  ['@typescript-eslint/no-floating-promises', 'src/cli/main.ts', 'Promise.resolve(1);'],
  ['@typescript-eslint/no-misused-promises', 'src/cli/main.ts', '[1].forEach(async () => {});'],
];

for (const [rule, path, text] of lintCanaries) {
  test(`the linter's ${rule} is awake in ${path}`, async () => {
    const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath: join(root, path) });
    assert.ok(
      result?.messages.some(({ ruleId, severity }) => ruleId === rule && severity === 2),
      JSON.stringify(result?.messages),
    );
  });
}

function projectFiles(folder: string): ProjectFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (made.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return projectFiles(path);
    return entry.isFile() && !entry.name.endsWith('.tgz')
      ? [{ path, text: readFileSync(join(root, path), 'utf8') }]
      : [];
  });
}
