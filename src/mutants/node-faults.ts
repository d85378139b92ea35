/**
 * Deliberate faults of the node above its connection: files, programs and logs, results, what it leaves behind.
 * Leaves out states and answers (node-session-faults.ts). Source: spec/job.md D-3, D-8, D-10, D-15 to D-17, D-25 to D-27, D-31.
 */
import { inFile, type Mutant } from './mutant.ts';

const node = inFile('src/node/job/node.ts', [
  {
    name: 'node-tells-time-for-people',
    requirement: 'JOB-START-004',
    what: 'The time in the Accept of Start is not ISO 8601.',
    find: 'new Date(this.turn.env.wallMs).toISOString()',
    replace: 'new Date(this.turn.env.wallMs).toUTCString()',
  },
  {
    name: 'node-tells-time-without-milliseconds',
    requirement: 'JOB-START-004',
    what: 'The time in the Accept of Start has no milliseconds.',
    find: 'new Date(this.turn.env.wallMs).toISOString()',
    replace: "new Date(this.turn.env.wallMs).toISOString().replace(/\\.\\d+/, '')",
  },
  {
    name: 'node-serves-one-job',
    requirement: 'JOB-STATUS-005',
    what: 'After the last Result the node never becomes idle.',
    find: '      session.lastResult();\n',
    replace: '',
  },
  {
    name: 'node-keeps-parts-after-stop',
    requirement: 'JOB-STOP-006',
    what: 'After Stop the files of the job can still be run.',
    find: '  private acceptStop(): void {\n    const { session } = this;\n    this.dropJob(() => session?.accept());',
    replace: '  private acceptStop(): void {\n    this.runner.stop(() => this.session?.accept());',
  },
  {
    name: 'node-keeps-files-after-job',
    requirement: 'JOB-NODE-001',
    what: 'Files of the last job can be run and given back in the next.',
    find: '      session.lastResult();\n      this.dropJob(() => undefined);',
    replace: '      session.lastResult();',
  },
  {
    name: 'node-keeps-silent-after-stop',
    requirement: 'JOB-STOP-001',
    what: 'Stop gets no answer.',
    find: 'this.dropJob(() => session?.accept());',
    replace: 'this.dropJob(() => session?.holdReading(false));',
  },
  {
    name: 'node-stops-without-leave',
    requirement: 'JOB-LEAVE-007',
    what: 'A joined node that is stopped disconnects instead of leaving.',
    find: '    else this.leave();\n    this.stopIfWanted();',
    replace: "    else this.session?.disconnect('the node stops');\n    this.stopIfWanted();",
  },
  {
    name: 'node-leaves-programs-behind',
    requirement: 'JOB-NODE-003',
    what: 'At its next start a node does not end what it left running.',
    find: 'this.disk.sweep(JOB_FOLDER, ',
    replace: "this.disk.remove('elsewhere', ",
  },
  {
    name: 'node-big-endian-always',
    requirement: 'JOB-FRAME-002',
    what: 'Lengths are in network order though the profile says little.',
    find: 'byteOrder: options.profile.byteOrder, limits',
    replace: "byteOrder: 'big', limits",
    profile: 'byteOrder=little',
  },
  {
    name: 'node-file-limit-off-by-one',
    requirement: 'JOB-LIMIT-004',
    what: 'A File one octet over the limit is taken.',
    find: 'byteOrder: options.profile.byteOrder, limits: options.limits }',
    replace: 'byteOrder: options.profile.byteOrder, limits: { ...options.limits, file: options.limits.file + 1 } }',
  },
  {
    name: 'node-text-limit-off-by-one',
    requirement: 'JOB-LIMIT-001',
    what: 'A text one octet over the limit is taken.',
    find: 'byteOrder: options.profile.byteOrder, limits: options.limits }',
    replace: 'byteOrder: options.profile.byteOrder, limits: { ...options.limits, text: options.limits.text + 1 } }',
  },
]);

const workspace = inFile('src/node/job/workspace.ts', [
  {
    name: 'node-takes-file-shorter-than-name',
    requirement: 'JOB-NAME-005',
    what: 'A File that ends inside its name is accepted.',
    find: "return done({ kind: 'reject', reason: 'File shorter than the name in it' });",
    replace: "return done({ kind: 'accept' });",
  },
  {
    name: 'node-takes-one-file-too-many',
    requirement: 'JOB-LIMIT-007',
    what: 'One file more than the limit is accepted.',
    find: 'this.files.size >= limits.files;',
    replace: 'this.files.size > limits.files;',
  },
  {
    name: 'node-takes-one-control-too-many',
    requirement: 'JOB-LIMIT-006',
    what: 'One control more than the limit is accepted.',
    find: 'this.runs.length + this.rets.length < controls',
    replace: 'this.runs.length + this.rets.length <= controls',
  },
  {
    name: 'node-runs-unknown-name',
    requirement: 'JOB-RUN-002',
    what: 'Run of a name that is neither file nor module is accepted.',
    find: 'if (!this.files.has(file) && !modules.includes(file)) return `"${file}" is neither a file nor a module`;',
    replace: '',
  },
  {
    name: 'node-runs-though-forbidden',
    requirement: 'JOB-RUN-003',
    what: 'Run is accepted where running programs is not allowed.',
    find: "if (!programs) return 'running programs is not allowed here';",
    replace: '',
  },
  {
    name: 'node-does-not-check-log-name',
    requirement: 'JOB-NAME-007',
    what: 'The log file of a Run may have any name.',
    find: ' ?? checkFileName(log, limits.name)',
    replace: '',
  },
  {
    name: 'node-does-not-check-ret-name',
    requirement: 'JOB-NAME-006',
    what: 'Ret may have any name.',
    find: 'const bad = checkFileName(file, this.options.limits.name) ?? this.controlsLeft();\n    if (bad === null) this.rets',
    replace: 'const bad = this.controlsLeft();\n    if (bad === null) this.rets',
  },
  {
    name: 'node-rejects-bad-utf8-name',
    requirement: 'JOB-FRAME-008',
    what: 'A name in a File that is not UTF-8 is rejected, no protocol error.',
    find: "incoming.outcome = { kind: 'fault', reason: 'the file name is not UTF-8' };",
    replace: "incoming.outcome = { kind: 'reject', reason: 'the file name is not UTF-8' };",
  },
  {
    name: 'node-counts-files-from-zero',
    requirement: 'JOB-FILE-005',
    what: 'With positional naming the first file is file-0.',
    find: '`file-${this.files.size + 1}`',
    replace: '`file-${this.files.size}`',
    profile: 'fileNaming=positional',
  },
]);

const runner = inFile('src/node/job/runner.ts', [
  {
    name: 'node-does-not-kill',
    requirement: 'JOB-STOP-001',
    what: 'Stop waits for the end of what runs.',
    find: 'if (this.running !== null) this.turn.out.kill(this.running);',
    replace: '',
  },
  {
    name: 'node-stops-after-failed-run',
    requirement: 'JOB-RUN-010',
    what: 'A run that exits non-zero stops the next.',
    find: '      this.index += 1;',
    replace: '      this.index = status === 0 ? this.index + 1 : this.queue.length;',
  },
  {
    name: 'node-tells-signal-alone',
    requirement: 'JOB-LOG-004',
    what: 'An end by signal S counts as exit S.',
    find: 'const SIGNAL_BASE = 128;',
    replace: 'const SIGNAL_BASE = 0;',
  },
  {
    name: 'node-tells-127-for-not-started',
    requirement: 'JOB-LOG-008',
    what: 'What cannot be started counts as exit 127.',
    find: 'const NOT_STARTED = 126;',
    replace: 'const NOT_STARTED = 127;',
  },
  {
    name: 'node-joins-exit-line',
    requirement: 'JOB-LOG-005',
    what: 'No line end is added before the exit line.',
    find: "${open ? '\\n' : ''}exit",
    replace: 'exit',
  },
  {
    name: 'node-adds-empty-line',
    requirement: 'JOB-LOG-005',
    what: 'A line end is added before the exit line though there is one.',
    find: "${open ? '\\n' : ''}exit",
    replace: '\\nexit',
  },
  {
    name: 'node-forgets-exit-line',
    requirement: 'JOB-LOG-003',
    what: 'The log has no exit line.',
    find: 'exit ${status}\\n`',
    replace: '`',
  },
  {
    name: 'node-empties-log',
    requirement: 'JOB-LOG-001',
    what: 'The exit line replaces the output.',
    find: "line, 'append', () => {",
    replace: "line, 'create', () => {",
  },
  {
    name: 'node-runs-backwards',
    requirement: 'JOB-RUN-006',
    what: 'Runs happen in the reverse order.',
    find: 'this.queue = runs;',
    replace: 'this.queue = [...runs].reverse();',
  },
  {
    name: 'node-runs-first-only',
    requirement: 'JOB-RUN-006',
    what: 'Only the first Run is done.',
    find: 'this.queue = runs;',
    replace: 'this.queue = runs.slice(0, 1);',
  },
]);

const results = inFile('src/node/job/results.ts', [
  {
    name: 'node-returns-backwards',
    requirement: 'JOB-RET-003',
    what: 'Results come in the reverse order of the Rets.',
    find: 'const path = rets[index];',
    replace: 'const path = rets[rets.length - 1 - index];',
  },
  {
    name: 'node-forgets-missing-result',
    requirement: 'JOB-RET-005',
    what: 'A file that is not there gives no Result at all.',
    find: '    const given = ',
    replace: '    if (data === null) return sendFrom(order, index + 1);\n    const given = ',
  },
  {
    name: 'node-returns-too-much',
    requirement: 'JOB-RET-008',
    what: 'A file over the limit is given back.',
    find: 'data === null || size > fileLimit ? 0 : size',
    replace: 'data === null ? 0 : size',
  },
  {
    name: 'node-loses-last-octet',
    requirement: 'JOB-FRAME-014',
    what: 'A Result lacks its last octet.',
    find: 'data === null || size > fileLimit ? 0 : size',
    replace: 'data === null || size > fileLimit ? 0 : Math.max(0, size - 1)',
  },
  {
    name: 'node-returns-nothing',
    requirement: 'JOB-RET-002',
    what: 'Every Result is empty.',
    find: 'data === null || size > fileLimit ? 0 : size',
    replace: 'data === null || size > fileLimit ? 0 : 0',
  },
]);

const writer = inFile('src/node/job/file-writer.ts', [
  {
    name: 'node-appends-to-file-sent-twice',
    requirement: 'JOB-FILE-007',
    what: 'A file sent twice holds both contents.',
    find: "this.created ? 'append' : 'create'",
    replace: "'append'",
  },
]);

export const nodeFaults: readonly Mutant[] = [...node, ...workspace, ...runner, ...results, ...writer];
