/**
 * Deliberate faults of the rules for names: the items of a Join, and file names.
 * Leaves out where a name is looked at (node-faults.ts). Source: spec/job.md D-3, D-7, D-10.
 */
import { inFile, type Mutant } from './mutant.ts';

export const nameFaults: readonly Mutant[] = inFile('src/protocols/job/names.ts', [
  {
    name: 'owner-takes-empty-version',
    requirement: 'JOB-JOIN-006',
    what: 'A Join without a version is accepted.',
    find: "if (version === '') return 'no version';",
    replace: '',
  },
  {
    name: 'owner-takes-any-module',
    requirement: 'JOB-JOIN-007',
    what: 'A module name may hold any character.',
    find: 'const MODULE = /^[A-Za-z0-9._-]{1,64}$/;',
    replace: 'const MODULE = /^[^]{1,64}$/;',
  },
  {
    name: 'owner-takes-long-module',
    requirement: 'JOB-JOIN-007',
    what: 'A module name may have 65 characters.',
    find: '{1,64}$/',
    replace: '{1,65}$/',
  },
  {
    name: 'owner-refuses-64-characters',
    requirement: 'JOB-JOIN-007',
    what: 'A module name of 64 characters is rejected.',
    find: '{1,64}$/',
    replace: '{1,63}$/',
  },
  {
    name: 'owner-takes-empty-module',
    requirement: 'JOB-JOIN-008',
    what: 'An empty item between modules is accepted.',
    find: "const modules = items.length === 1 && items[0] === '' ? [] : items;",
    replace: "const modules = items.filter((item) => item !== '');",
  },
  {
    name: 'owner-refuses-lone-semicolon',
    requirement: 'JOB-JOIN-005',
    what: 'A version followed by one semicolon is rejected.',
    find: "const modules = items.length === 1 && items[0] === '' ? [] : items;",
    replace: 'const modules = items;',
  },
  {
    name: 'node-takes-dot-dot',
    requirement: 'JOB-NAME-003',
    what: 'A file name may have .. in it.',
    find: "part === '.' || part === '..'",
    replace: "part === '.'",
  },
  {
    name: 'node-takes-dot',
    requirement: 'JOB-NAME-003',
    what: 'A file name may have . as a part.',
    find: "part === '.' || part === '..'",
    replace: "part === '..'",
  },
  {
    name: 'node-takes-empty-part',
    requirement: 'JOB-NAME-003',
    what: 'A file name may have empty parts, a leading slash among them.',
    find: "if (part === '') return 'empty part in a file name';",
    replace: '',
  },
  {
    name: 'node-takes-nul',
    requirement: 'JOB-NAME-003',
    what: 'A file name may hold a NUL.',
    find: "if (name.includes('\\0')) return 'NUL in a file name';",
    replace: '',
  },
  {
    name: 'node-takes-backslash',
    requirement: 'JOB-NAME-003',
    what: 'A file name may hold a backslash.',
    find: "if (name.includes('\\\\')) return 'backslash in a file name';",
    replace: '',
  },
  {
    name: 'node-takes-drive-letter',
    requirement: 'JOB-NAME-003',
    what: 'A file name may begin with a drive letter.',
    find: "if (DRIVE.test(name)) return 'drive letter in a file name';",
    replace: '',
  },
  {
    name: 'node-takes-long-name',
    requirement: 'JOB-NAME-004',
    what: 'A file name may have 256 octets.',
    find: 'if (Buffer.byteLength(name) > nameLimit)',
    replace: 'if (Buffer.byteLength(name) > nameLimit + 1)',
  },
  {
    name: 'node-counts-characters-of-name',
    requirement: 'JOB-NAME-004',
    what: 'The length of a file name is counted in characters.',
    find: 'if (Buffer.byteLength(name) > nameLimit)',
    replace: 'if (name.length > nameLimit)',
  },
  {
    name: 'node-refuses-255-octets',
    requirement: 'JOB-NAME-002',
    what: 'A file name of 255 octets is rejected.',
    find: 'if (Buffer.byteLength(name) > nameLimit)',
    replace: 'if (Buffer.byteLength(name) >= nameLimit)',
  },
  {
    name: 'node-joins-with-commas',
    requirement: 'JOB-JOIN-001',
    what: 'Join separates the modules by commas.',
    find: "[joining.version, ...joining.modules].join(';')",
    replace: "[joining.version, ...joining.modules].join(',')",
  },
]);
