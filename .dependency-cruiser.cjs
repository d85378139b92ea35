/**
 * The floor plan as rules: who may import whom. `.ci/floors.mjs` runs them, after a canary in which each rule must fail.
 * Type imports count as imports. Leaves out dead files and unused exports (knip). Source: ARCHITECTURE.md, "Floors".
 */

/** Each floor and what it may import of the project besides itself; `doors` are protocols' index files. */
const floors = [
  ['lib', '^src/lib/', []],
  ['schema', '^src/schema/', ['^src/lib/']],
  ['wire', '^src/wire/', ['^src/(lib|schema)/']],
  ['views', '^src/views/', ['^src/(lib|schema)/']],
  ['protocols', '^src/protocols/', ['^src/(lib|schema|wire)/']],
  ['node', '^src/node/', ['^src/(lib|schema|wire|views|protocols)/']],
  ['check', '^src/check/', ['^src/(lib|schema|wire|views|protocols)/']],
  ['fuzz', '^src/fuzz/', ['^src/(lib|schema|wire|views|protocols)/']],
  ['sim', '^sim/', ['^src/(lib|schema|wire|views|protocols|node|check|fuzz)/']],
  ['host', '^src/host/', ['^src/(lib|schema|wire|views|protocols|node|check|fuzz)/']],
  ['cli', '^src/cli/', ['^src/(lib|schema|wire|views|protocols|node|check|fuzz|host)/', '^sim/']],
  ['steps', '^steps/', ['^src/(lib|schema|wire|views|protocols|node|check|fuzz|host)/', '^sim/']],
];

/** Nothing of the project may import these; they may import everything. */
const leaves = '\\.test\\.ts$|^src/(bench|mutants|tidy|cli/toy)/';
/** Composition: programs' mains, which wire parts of several floors together. */
const mains = '^sim/(main|fuzz-main)\\.ts$';
const pure = '^(src/(lib|schema|wire|views|protocols|node|check|fuzz)|sim)/';

const own = floors.map(([name, path, below]) => ({
  name: `floor-${name}`,
  severity: 'error',
  comment: `${name} imports only itself and the floors under it`,
  from: { path, pathNot: [leaves, mains] },
  to: { path: '^(src|sim|steps)/', pathNot: [path, ...below] },
}));

module.exports = {
  forbidden: [
    ...own,
    { name: 'no-cycle', severity: 'error', comment: 'no cycles', from: {}, to: { circular: true } },
    {
      name: 'protocols-apart',
      severity: 'error',
      comment: 'protocols do not know each other, and neither do their nodes; what contracts have in common is for all',
      from: { path: '^src/(protocols|node)/([^/]+)/' },
      to: { path: '^src/(protocols|node)/([^/]+)/', pathNot: '^src/((protocols|node)/$2|node/contract)/' },
    },
    {
      name: 'protocols-door',
      severity: 'error',
      comment: 'a protocol is entered through its index.ts',
      from: { path: '^(src|sim|steps)/', pathNot: ['^src/protocols/', leaves] },
      to: { path: '^src/protocols/[^/]+/', pathNot: '^src/protocols/[^/]+/index\\.ts$' },
    },
    {
      name: 'pure-floors',
      severity: 'error',
      comment:
        'only src/host, src/cli, steps and the mains touch Node: no sockets, files, processes, timers, clocks below (octets are data)',
      from: { path: pure, pathNot: [leaves, mains] },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?buffer$' },
    },
    {
      name: 'bare-floors',
      severity: 'error',
      comment: 'lib, schema, wire and views have no package under them',
      from: { path: '^src/(lib|schema|wire|views)/', pathNot: leaves },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-packages',
      severity: 'error',
      comment: 'what is shipped has only the packages of "dependencies" under it',
      from: { path: '^(src|sim|steps)/', pathNot: leaves },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'leaves',
      severity: 'error',
      comment: 'tests with their toys, benchmarks, mutants and house rules are imported by nobody else',
      from: { path: '^(src|sim|steps)/', pathNot: leaves },
      to: { path: leaves },
    },
    {
      name: 'resolves',
      severity: 'error',
      comment: 'what is imported is there',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
