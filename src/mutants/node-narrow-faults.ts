/**
 * Faults of the node above its connection so narrow that the scenarios of one requirement alone can notice them: each shows that
 * these are needed. Leaves out the plain faults that many scenarios notice (node-faults.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const node = inFile('src/node/job/node.ts', [
  {
    name: 'node-limits-text-one-too-high',
    requirement: 'JOB-LIMIT-001',
    what: 'The default limit of texts is one octet too high.',
    find: 'limits: options.limits }',
    replace: 'limits: { ...options.limits, text: options.limits.text === 65536 ? 65537 : options.limits.text } }',
  },
  {
    name: 'node-limits-text-one-too-low',
    requirement: 'JOB-LIMIT-010',
    what: 'The default limit of texts is one octet too low.',
    find: 'limits: options.limits }',
    replace: 'limits: { ...options.limits, text: options.limits.text === 65536 ? 65535 : options.limits.text } }',
  },
  {
    name: 'node-limits-file-one-too-high',
    requirement: 'JOB-LIMIT-004',
    what: 'The default limit of files is one octet too high.',
    find: 'limits: options.limits }',
    replace:
      'limits: { ...options.limits, file: options.limits.file === 2 ** 28 ? 2 ** 28 + 1 : options.limits.file } }',
  },
  {
    name: 'node-ignores-configured-text-limit',
    requirement: 'JOB-LIMIT-008',
    what: 'The limit of texts cannot be lowered.',
    find: 'limits: options.limits }',
    replace: 'limits: { ...options.limits, text: 65536 } }',
  },
  {
    name: 'node-keeps-many-rets-after-stop',
    requirement: 'JOB-STOP-006',
    what: 'Two Rets and more outlive a Stop.',
    find: '    this.dropJob(() => session?.accept());',
    replace: `    const { rets } = this.workspace;
    this.dropJob(() => session?.accept());
    if (rets.length > 1) this.workspace.rets.push(...rets);`,
  },
  {
    name: 'node-forgets-stop-during-results',
    requirement: 'JOB-STOP-012',
    what: 'A Stop that meets the Results is never answered.',
    find: '      this.stopWanted = false;\n      this.acceptStop();',
    replace: '      this.stopWanted = false;',
  },
  {
    name: 'node-does-not-leave-in-input',
    requirement: 'JOB-LEAVE-004',
    what: 'In input the node does not leave.',
    find: 'if (this.session === null || this.session.status === null) return;',
    replace: 'if (this.session === null || this.session.status === null || this.session.status === 2) return;',
  },
  {
    name: 'node-does-not-disconnect-in-input',
    requirement: 'JOB-DISC-003',
    what: 'In input the node does not disconnect.',
    find: '        return this.session?.disconnect(command.reason);',
    replace: '        return this.session?.status === 2 ? undefined : this.session?.disconnect(command.reason);',
  },
  {
    name: 'node-reports-lost-connections-only',
    requirement: 'JOB-DISC-002',
    what: 'An end by Disconnect is not reported.',
    find: "this.out.event({ kind: 'closed', reason });",
    replace: "if (reason !== 'closing down') this.out.event({ kind: 'closed', reason });",
  },
  {
    name: 'node-keeps-folders-of-earlier-life',
    requirement: 'JOB-NODE-004',
    what: 'At its next start a node ends its programs but keeps its files.',
    find: 'this.disk.sweep(JOB_FOLDER, ',
    replace: "this.disk.sweep('elsewhere', ",
  },
]);

const workspace = inFile('src/node/job/workspace.ts', [
  {
    name: 'node-strips-names-to-ascii',
    requirement: 'JOB-FRAME-007',
    what: 'Octets beyond ASCII in a file name become question marks.',
    find: '`${JOB_FOLDER}/${name}`, hold)',
    replace: "`${JOB_FOLDER}/${name.replace(/[^\\0-~]/g, '?')}`, hold)",
  },
  {
    name: 'node-changes-last-octet-value',
    requirement: 'JOB-FRAME-014',
    what: 'Octets of value 255 are stored as 254.',
    find: 'const content = incoming.head.subarray(head.end);',
    replace: 'const content = incoming.head.subarray(head.end).map((octet) => (octet === 255 ? 254 : octet));',
  },
  {
    name: 'node-stores-words-in-one-place',
    requirement: 'JOB-FILE-003',
    what: 'Files whose names are plain words share one place.',
    find: '`${JOB_FOLDER}/${name}`, hold)',
    replace: "`${JOB_FOLDER}/${/^[a-z]+$/.test(name) ? 'alpha' : name}`, hold)",
  },
  {
    name: 'node-runs-any-module',
    requirement: 'JOB-RUN-002',
    what: 'A node that announced a module takes the Run of any.',
    find: '!modules.includes(file)',
    replace: 'modules.length === 0',
  },
  {
    name: 'node-misplaces-late-files',
    requirement: 'JOB-START-005',
    what: 'A File that comes after a Run is stored elsewhere.',
    find: '`${JOB_FOLDER}/${name}`, hold)',
    replace: "`${JOB_FOLDER}/${this.runs.length > 0 ? 'late-' : ''}${name}`, hold)",
  },
  {
    name: 'node-strips-slash-of-ret',
    requirement: 'JOB-NAME-006',
    what: 'A Ret whose name begins with a slash is accepted.',
    find: 'const bad = checkFileName(file, this.options.limits.name)',
    replace: "const bad = checkFileName(file.replace(/^\\//, ''), this.options.limits.name)",
  },
  {
    name: 'node-writes-for-refused-name',
    requirement: 'JOB-NAME-008',
    what: 'A name with a part of two dots is refused, and yet a file is written.',
    find: "else incoming.outcome = { kind: 'reject', reason: bad };",
    replace: `else {
      incoming.outcome = { kind: 'reject', reason: bad };
      const last = name.split('/').at(-1) ?? '';
      if (name.includes('../') && last !== '..')
        this.disk.store(\`\${JOB_FOLDER}/\${last}\`, new Uint8Array([120]), 'create', () => undefined);
    }`,
  },
]);

const names = inFile('src/protocols/job/names.ts', [
  {
    name: 'node-refuses-hidden-names',
    requirement: 'JOB-NAME-001',
    what: 'A name that begins with a dot is rejected.',
    find: "part === '.' || part === '..'",
    replace: "part.startsWith('.')",
  },
  {
    name: 'node-takes-small-drive-letter',
    requirement: 'JOB-NAME-003',
    what: 'A small drive letter is accepted.',
    find: 'const DRIVE = /^[A-Za-z]:/;',
    replace: 'const DRIVE = /^[A-Z]:/;',
  },
]);

const runner = inFile('src/node/job/runner.ts', [
  {
    name: 'node-runs-in-order-of-files',
    requirement: 'JOB-RUN-006',
    what: 'Programs run in the order of their names.',
    find: 'this.queue = runs;',
    replace: 'this.queue = [...runs].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));',
  },
  {
    name: 'node-stops-after-signal',
    requirement: 'JOB-RUN-010',
    what: 'A run that a signal ended stops the next.',
    find: '      this.index += 1;',
    replace: '      this.index = status < 128 ? this.index + 1 : this.queue.length;',
  },
  {
    name: 'node-cuts-exit-status',
    requirement: 'JOB-LOG-003',
    what: 'An exit status over 127 loses its highest bit.',
    find: "if (exit.how === 'code') return exit.code;",
    replace: "if (exit.how === 'code') return exit.code & 127;",
  },
  {
    name: 'node-begins-shared-log-anew',
    requirement: 'JOB-LOG-006',
    what: 'A second run empties the log that it shares with the first.',
    find: '    this.processes += 1;\n',
    replace: `    this.processes += 1;
    if (this.index > 0 && this.queue[this.index - 1]?.log === run.log && this.queue[0]?.file !== run.file)
      this.disk.store(\`\${JOB_FOLDER}/\${run.log}\`, new Uint8Array(0), 'create', () => undefined);
`,
  },
  {
    name: 'node-begins-sent-log-anew',
    requirement: 'JOB-LOG-007',
    what: 'The first run empties a log file that was sent.',
    find: '    this.processes += 1;\n',
    replace: `    this.processes += 1;
    if (this.index === 0) this.disk.store(\`\${JOB_FOLDER}/\${run.log}\`, new Uint8Array(0), 'create', () => undefined);
`,
  },
]);

const results = inFile('src/node/job/results.ts', [
  {
    name: 'node-returns-each-file-once',
    requirement: 'JOB-RET-003',
    what: 'A file that is asked for twice is given once.',
    find: '  sendFrom(order, 0);',
    replace: '  sendFrom({ ...order, rets: [...new Set(order.rets)] }, 0);',
  },
  {
    name: 'node-skips-second-missing-file',
    requirement: 'JOB-RET-005',
    what: 'A file that is not there gives no Result where the one before it is not there either.',
    find: '    const given = ',
    replace: `    if (data === null && order.isMissing) return sendFrom(order, index + 1);
    order.isMissing = data === null;
    const given = `,
  },
  {
    name: 'node-repeats-first-piece',
    requirement: 'JOB-FILE-013',
    what: 'A Result that is sent in several pieces is the first one again and again.',
    find: 'disk.load(JOB_FOLDER, path, offset, octets, take);',
    replace: 'disk.load(JOB_FOLDER, path, 0, octets, take);',
  },
  {
    name: 'node-returns-files-over-limit',
    requirement: 'JOB-RET-008',
    what: 'A file one octet over the limit is given back.',
    find: 'size > fileLimit',
    replace: 'size > fileLimit + 1',
  },
]);

const writer = inFile('src/node/job/file-writer.ts', [
  {
    name: 'node-refuses-empty-file',
    requirement: 'JOB-FILE-001',
    what: 'A File without content is rejected.',
    find: '    this.flush(() => done(this.error));',
    replace: `    if (!this.created && this.gatheredOctets === 0 && this.path.startsWith('job/')) return done('it is empty');
    this.flush(() => done(this.error));`,
  },
  {
    name: 'node-appends-to-file-of-job',
    requirement: 'JOB-FILE-007',
    what: 'The second of two files with one name is appended to the first.',
    find: "this.created ? 'append' : 'create'",
    replace: "this.created || this.path.startsWith('job/') ? 'append' : 'create'",
  },
]);

export const nodeNarrowFaults: readonly Mutant[] = [...node, ...workspace, ...names, ...runner, ...results, ...writer];
