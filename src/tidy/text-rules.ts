/**
 * House rules about the text of files, as far as patterns can tell. Leaves out what needs a syntax tree (shape-rules.ts).
 * Source: ARCHITECTURE.md, "House rules".
 */
import { eachFile, type Rule } from './rule.ts';

const columnsMax = 140;
/** Where a registry or a developer's machine shows. Written in pieces, or this file would break its own rule. */
const places = [
  'registry\\.npm' + 'js',
  'registry\\.yarn' + 'pkg',
  'unp' + 'kg\\.com',
  '(?<![\\w.])/(root|home|work)' + '/',
];
const elsewhere = new RegExp(places.join('|'));
const headOf: Readonly<Record<string, RegExp>> = {
  ts: /^(#!.*\n)?\/\*\*/,
  mjs: /^(#!.*\n)?\/\*\*/,
  cjs: /^(#!.*\n)?\/\*\*/,
  c: /^\/\*/,
  py: /^(#!.*\n)?("""|# )/,
};

export const textRules: readonly Rule[] = [
  eachFile(
    'each source file begins with a comment: what it is, what it leaves out, its source',
    /\.(ts|mjs|cjs|c|py)$/,
    ({ path, text }) => {
      const head = headOf[path.slice(path.lastIndexOf('.') + 1)];
      return head === undefined || head.test(text) ? undefined : 'begin it with a head comment';
    },
    { path: 'src/lib/bare.ts', text: 'export const bare = true;\n' },
  ),
  eachFile(
    `no line of a source file is longer than ${columnsMax} columns`,
    /\.(ts|mjs|cjs|c|py)$/,
    ({ text }) => {
      const line = text.split('\n').findIndex((content) => content.length > columnsMax);
      return line < 0 ? undefined : `break line ${line + 1}`;
    },
    { path: 'src/lib/long.ts', text: `// ${'x'.repeat(columnsMax)}\n` },
  ),
  eachFile(
    'no file names a registry or a folder of somebody’s machine',
    /./,
    ({ text }) => {
      const found = elsewhere.exec(text)?.[0];
      return found === undefined ? undefined : `take out "${found}"`;
    },
    { path: 'package-lock.json', text: '"resolved": "https://registry.npm' + 'js.org/x"' },
  ),
  eachFile(
    'nothing is left to do: no TODO, no FIXME',
    /\.(feature|py|c|md|sh|ya?ml)$/,
    ({ text }) => (/\b(TODO|FIXME|XXX)\b/.test(text) ? 'do it or leave it out' : undefined),
    { path: 'features/job/010-x.feature', text: '# TO' + 'DO' },
  ),
  eachFile(
    'each test file has a test',
    /\.test\.ts$/,
    ({ text }) => (/\b(test|it)\(/.test(text) ? undefined : 'write one or remove the file'),
    { path: 'src/lib/empty.test.ts', text: '/** Nothing. */\n' },
  ),
  eachFile(
    'no test sleeps: what waits, waits for something',
    /\.(test|steps)\.ts$|^steps\//,
    ({ text }) =>
      /\bsetTimeout\(\s*(resolve|done|r)\s*,/.test(text) ? 'wait for a named event with a deadline' : undefined,
    { path: 'src/host/sleepy.test.ts', text: 'test(); await new Promise((resolve) => setTimeout(resolve, 50));' },
  ),
];
