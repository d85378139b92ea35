/**
 * Packages as scenarios speak of them: for nobody, damaged in some way, with a kernel, with sources.
 * Kernels are ES modules for the word `node`; in simulations their first line names one that the simulation knows. Sources are shell
 * scripts that build themselves. Leaves out what comes of them (the features).
 * Source: spec/cluster.md Appendix C, "Beyond the page"; section 8.
 */
import { type NewAsset, writePackage } from '../../protocols/cluster/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { kernelText } from './kernels.ts';
import { manyOctets, octets } from './phrase.ts';

/** How a package looks in a scenario. */
export const packagePattern =
  /an? (?:damaged |empty )?package(?: [a-z][a-z ]*[a-z])?|a kernel (?:that|with|whose) [a-z][a-z ]*[a-z]/;

const asset = (words: readonly string[], name: string, content: string): NewAsset => ({
  words,
  root: [name],
  files: [{ path: [name], content: octets(content) }],
});

/** For words that no system has. */
const forNobody = (): Uint8Array => writePackage([asset(['nowhere', 'none'], 'program', 'nothing')]);

/** A package with a kernel of ours. */
const withKernel = (name: string): Uint8Array => writePackage([asset(['node'], 'kernel.mjs', kernelText(name))]);

/** A name that no writer of ours lets out of its folder is put in afterwards: texts are UTF-16, both names have as many letters. */
function renamed(octetsOf: Uint8Array, from: string, to: string): Uint8Array {
  const [before, after] = [Buffer.from(from, 'utf16le'), Buffer.from(to, 'utf16le')];
  const copy = Buffer.from(octetsOf);
  for (let at = copy.indexOf(before); at >= 0; at = copy.indexOf(before, at + 1)) after.copy(copy, at);
  return new Uint8Array(copy);
}

/** A kernel with one more file, which has this name in the package. */
function withFile(name: string): Uint8Array {
  const stand = 'q'.repeat(name.length);
  const kernel = asset(['node'], 'kernel.mjs', kernelText('waits'));
  const more = { path: [stand], content: octets('out') };
  return renamed(writePackage([{ ...kernel, files: [...kernel.files, more] }]), stand, name);
}

/** A kernel whose root file has this name in the package. */
function withRoot(name: string): Uint8Array {
  const stand = 'q'.repeat(name.length);
  return renamed(writePackage([asset(['node'], stand, kernelText('waits'))]), stand, name);
}

/** The 64-bit number at `at` is that. */
function patched(octetsOf: Uint8Array, at: number, value: bigint): Uint8Array {
  const copy = new Uint8Array(octetsOf);
  new DataView(copy.buffer).setBigUint64(at, value, true);
  return copy;
}

/** Where the header of a package has its number of entries and where its texts are; where its first entry has its size. C.1. */
const COUNT_AT = 16;
const TEXTS_AT = 32;
const FIRST_SIZE_AT = 64 + 8;
/** More than any file has, and no negative number. */
const ENDLESS = 0x7fff_ffff_ffff_fff0n;

const packages: Readonly<Record<string, () => Uint8Array>> = {
  'a damaged package': () => manyOctets(4096),
  'an empty package': () => new Uint8Array(0),
  'a package cut short': () => forNobody().slice(0, -40),
  'a package for nobody': forNobody,
  'a package of no assets': () => writePackage([]),
  'a package of endlessly many entries': () => patched(forNobody(), COUNT_AT, ENDLESS),
  'a package whose offsets lead nowhere': () => patched(forNobody(), TEXTS_AT, ENDLESS),
  'a package whose manifest is endless': () => patched(forNobody(), FIRST_SIZE_AT, ENDLESS),
  'a package of sources that fail': () => sourcesPackage('exit 7'),
  'a kernel with a file that leads out': () => withFile('..\\out.txt'),
  'a kernel with a file on another drive': () => withFile('C:\\out.txt'),
  'a kernel whose root file leads out': () => withRoot('..\\out.mjs'),
};

/** The octets of a package in words. UsageError where there is none of that name. */
export function readPackageWords(words: string): Uint8Array {
  const make = packages[words];
  if (make !== undefined) return make();
  const [, name] = /^a kernel that (.+)$/.exec(words) ?? [];
  if (name !== undefined) return withKernel(name);
  throw new UsageError(`no package is called "${words}"`);
}

/** A package of sources: a shell script, which is given the folder of its output by name. */
export function sourcesPackage(script: string): Uint8Array {
  return writePackage([asset(['sources'], 'build.sh', `#!/bin/sh\n${script}\n`)]);
}
