/**
 * House rules about package.json, package-lock.json and the commands that the texts name.
 * Leaves out unused dependencies (knip). Source: ARCHITECTURE.md, "House rules".
 */
import type { ProjectFile, Rule } from './rule.ts';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Commands of npm's own that are scripts here. */
const short = new Set(['start', 'test']);

export const manifestRules: readonly Rule[] = [
  {
    sentence: 'the lock file is whole on every platform: each optional package that a package names is in it',
    breaches: (files) => {
      const packages = lockedPackages(files);
      const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
      return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies)
          .filter((name) => !names.has(name))
          .map((name) => `package-lock.json: ${path} names ${name}, which is not there`),
      );
    },
    canary: [lock({ 'node_modules/a': { integrity: 'x', optionalDependencies: { 'a-linux': '1' } } })],
  },
  {
    sentence: 'the lock file holds a checksum of each package and the address of none',
    breaches: (files) =>
      Object.entries(lockedPackages(files))
        .filter(([path, { resolved, integrity }]) => path !== '' && (resolved !== undefined || integrity === undefined))
        .map(([path]) => `package-lock.json: ${path} wants integrity and no resolved`),
    canary: [lock({ 'node_modules/a': { resolved: 'https://x', integrity: 'y' } })],
  },
  {
    sentence: 'versions of dependencies are pinned',
    breaches: (files) =>
      Object.entries({ ...manifest(files).dependencies, ...manifest(files).devDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
        .map(([name, version]) => `package.json: ${name} ${version} is a range`),
    canary: [{ path: 'package.json', text: '{"dependencies": {"a": "^1.0.0"}}' }],
  },
  {
    sentence: 'the commands in the texts are scripts of package.json',
    breaches: (files) =>
      files
        .filter(({ path }) => /^[^/]*\.md$|^\.ci\/|^reports\/README/.test(path))
        .flatMap((file) => unknownCommands(file, manifest(files))),
    canary: [
      { path: 'package.json', text: '{"scripts": {"test": "x"}}' },
      { path: 'README.md', text: 'Type `npm run nothing`.' },
    ],
  },
];

function unknownCommands({ path, text }: ProjectFile, { scripts = {} }: Manifest): string[] {
  return [...text.matchAll(/\bnpm (run(?: -s)? )?([a-z][a-z:-]*)/g)]
    .filter(([, run, name = '']) => (run !== undefined || short.has(name)) && scripts[name] === undefined)
    .map(([command]) => `${path}: package.json has no script for "${command}"`);
}

function lockedPackages(files: readonly ProjectFile[]): Readonly<Record<string, Locked>> {
  const text = files.find(({ path }) => path === 'package-lock.json')?.text ?? '{"packages": {}}';
  return (JSON.parse(text) as { packages: Record<string, Locked> }).packages;
}

function manifest(files: readonly ProjectFile[]): Manifest {
  return JSON.parse(files.find(({ path }) => path === 'package.json')?.text ?? '{}') as Manifest;
}

function lock(packages: Readonly<Record<string, Locked>>): ProjectFile {
  return { path: 'package-lock.json', text: JSON.stringify({ packages }) };
}
