/**
 * ts-node's transpiler: TypeScript to JavaScript by @swc/wasm, with a cache on disk.
 *
 * ts-node's own swc transpiler asks for native binaries, one package for each platform; the WebAssembly build is one package
 * for all, so the lock file is whole everywhere. Loading it costs more than everything else at start-up, hence the cache: one file for
 * each (source, file name, options, swc version), written whole and renamed into place, so that processes may race for it.
 * Leaves out type checks (`npm run types`) and ageing of the cache: delete node_modules/.cache to begin anew.
 * The suite's own test lets the reference be faulty here, see `patched`. Source: https://typestrong.org/ts-node, "Third-party transpilers".
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { version } = require('@swc/wasm/package.json');

const cacheFolder = join(__dirname, 'node_modules', '.cache', 'wireproof');
const options = {
  sourceMaps: true,
  swcrc: false,
  configFile: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
  module: { type: 'es6' },
};
const mutant = process.env.WIREPROOF_MUTANT ? JSON.parse(process.env.WIREPROOF_MUTANT) : undefined;

/** What ts-node asks of a transpiler: a function from (source, file name) to JavaScript and its source map, both text. */
exports.create = () => ({
  transpile(source, { fileName }) {
    const patchedSource = patched(source, relative(__dirname, fileName).replaceAll('\\', '/'));
    const key = createHash('sha256').update([version, JSON.stringify(options), fileName, patchedSource].join('\0'));
    return cached(join(cacheFolder, `${key.digest('hex')}.json`), () => transpile(patchedSource, fileName));
  },
});

function transpile(source, filename) {
  const { code, map } = require('@swc/wasm').transformSync(source, { ...options, filename });
  return { outputText: code, sourceMapText: map };
}

/** The value kept in `file`, else what `make` gives, kept from now on. A cache that cannot be read or written is only slow. */
function cached(file, make) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Not there yet, or not whole: made anew below.
  }
  const value = make();
  const draft = `${file}.${process.pid}.${process.hrtime.bigint()}`;
  try {
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(draft, JSON.stringify(value));
    renameSync(draft, file);
  } catch {
    // A read-only checkout: every start transpiles.
  }
  return value;
}

/** The source with the deliberate fault of `npm run mutants` in it, `{name, file, find, replace}` in the environment. */
function patched(source, file) {
  if (mutant?.file !== file) return source;
  const [before, after, ...more] = source.split(mutant.find);
  if (after === undefined || more.length > 0) {
    throw new Error(
      `mutant ${mutant.name}: its text occurs ${after === undefined ? 0 : more.length + 1} times in ${file}, not once`,
    );
  }
  return before + mutant.replace + after;
}
