/**
 * Deliberate faults of how a cluster node compiles for others. Leaves out launching (cluster-work.ts).
 * Source: spec/cluster.md sections 5.6 and 7.9.
 */
import { inFile, type Mutant } from './mutant.ts';

const compile = inFile('src/node/cluster/compile/compile.ts', [
  {
    name: 'cluster-no-keep-alive-at-once',
    requirement: 'CLU-COMP-002',
    what: 'A compile request is answered after a second, not at once.',
    find: 'core.route(verbs.compileAnswer, origin, nothing);\n  // Unknown',
    replace: '// Unknown',
  },
  {
    name: 'cluster-one-keep-alive',
    requirement: 'CLU-COMP-002',
    what: 'A compile request is kept alive at once and after a second, not later.',
    find:
      'if (compiler.has(requester)) core.route(verbs.compileAnswer, requester, nothing);\n    ' +
      'keepAlive(core, compiler, requester);',
    replace: 'if (compiler.has(requester)) core.route(verbs.compileAnswer, requester, nothing);',
  },
  {
    name: 'cluster-failure-has-no-text',
    requirement: 'CLU-COMP-003',
    what: 'A build that fails is answered without a text.',
    find: 'encode(messages.compileFailed, { reason: outcome.text })',
    replace: "encode(messages.compileFailed, { reason: outcome.isSilent ? outcome.text : '' })",
  },
  {
    name: 'cluster-damaged-sources-have-no-text',
    requirement: 'CLU-COMP-004',
    what: 'A package that cannot be opened is answered without a text.',
    find: 'encode(messages.compileFailed, { reason: outcome.text })',
    replace: "encode(messages.compileFailed, { reason: outcome.isSilent ? '' : outcome.text })",
  },
  {
    name: 'cluster-damaged-sources-are-not-answered',
    requirement: 'CLU-COMP-005',
    what: 'A package without sources is not answered.',
    find: 'answer(core, origin, outcome);\n',
    replace:
      "if (outcome.kind !== 'failed' || !outcome.text.startsWith('the package has no')) answer(core, " +
      'origin, outcome);\n',
  },
  {
    name: 'cluster-kills-all-compilers',
    requirement: 'CLU-COMP-008',
    what: 'Kill compiler ends all compilations.',
    find: 'killCompiler: ({ origin }) => compiler.kill(origin),',
    replace: 'killCompiler: ({ origin }) => (compiler.has(origin) ? compiler.kill(origin) : compiler.abandon()),',
  },
  {
    name: 'cluster-answers-kill-compiler',
    requirement: 'CLU-COMP-009',
    what: 'Kill compiler without a compilation is answered.',
    find: 'killCompiler: ({ origin }) => compiler.kill(origin),',
    replace:
      'killCompiler: ({ origin }) => (compiler.has(origin) || core.services().length > 5 ? compiler.kill(origin) ' +
      ": answer(core, origin, { kind: 'failed', isSilent: true, text: 'none' })),",
  },
  {
    name: 'cluster-answers-compile-notice',
    requirement: 'CLU-COMP-010',
    what: 'A compiler notice that belongs to no compilation comes back.',
    find: 'if (!isWanted) core.notice(',
    replace:
      'if (!isWanted && from.address >> 32n === 0x0200_0004n && core.endpoints().length < 2) ' +
      'core.route(verbs.compileNotice, from.address, payload.slice());\n  if (!isWanted) core.notice(',
  },
]);

const compiler = inFile('src/node/cluster/compile/compiler.ts', [
  {
    name: 'cluster-kill-compiler-is-silent',
    requirement: 'CLU-COMP-007',
    what: 'Who kills its compilation is told nothing.',
    find: "if (job !== undefined) this.fail(job, 'killed', true);",
    replace: 'if (job !== undefined) this.end(job);',
  },
  {
    name: 'cluster-tells-outcome-twice',
    requirement: 'CLU-COMP-011',
    what: 'A failure of a build is told twice.',
    find: 'job.done(outcome);\n',
    replace:
      "job.done(outcome);\n    if (outcome.kind === 'failed' && job.process !== undefined && " +
      '!outcome.isSilent) job.done(outcome);\n',
  },
]);

export const clusterCompile: readonly Mutant[] = [...compile, ...compiler];
