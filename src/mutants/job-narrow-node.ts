/**
 * More faults of the node above its connection that the scenarios of one requirement alone can notice: files, parts, what is left.
 * Leaves out Start to Result (job-narrow-node-work.ts) and programs as such (job-narrow-programs.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const node = inFile('src/node/job/node.ts', [
  {
    name: 'node-never-connects-after-reject',
    requirement: 'JOB-FRAME-002',
    what: 'A node whose Join was rejected connects no more.',
    find: "rejected: (reason) => this.out.event({ kind: 'rejected', reason }),",
    replace: `rejected: (reason) => {
        this.cleaning += 1;
        this.out.event({ kind: 'rejected', reason });
      },`,
  },
  {
    name: 'node-keeps-files-when-cut-off',
    requirement: 'JOB-NODE-002',
    what: 'Where the connection is lost before any Run the files of the job can still be run.',
    find: "    this.out.event({ kind: 'closed', reason });\n    this.dropJob(() => undefined);",
    replace: `    const kept = this.workspace;
    this.out.event({ kind: 'closed', reason });
    this.dropJob(() => undefined);
    if (reason === null && kept.runs.length === 0) this.workspace = kept;`,
  },
  {
    name: 'node-keeps-files-when-it-leaves',
    requirement: 'JOB-LEAVE-006',
    what: 'Where a node leaves before any Run the files of the job can still be run.',
    find: '    else this.dropJob(() => undefined);',
    replace: `    else {
      const kept = this.workspace;
      this.dropJob(() => undefined);
      if (kept.runs.length === 0)
        this.dropJob = (dropped) => {
          delete this.dropJob;
          this.dropJob(dropped);
          this.workspace = kept;
        };
    }`,
  },
  {
    name: 'node-empties-folder-of-running-program',
    requirement: 'JOB-NODE-003',
    what: 'At its next start a node empties its folder and lets run what it left.',
    find: 'this.disk.sweep(JOB_FOLDER, ',
    replace: 'this.disk.remove(JOB_FOLDER, ',
  },
]);

const workspace = inFile('src/node/job/workspace.ts', [
  {
    name: 'node-rejects-run-after-ret',
    requirement: 'JOB-RUN-001',
    what: 'A Run that comes after a Ret is rejected.',
    find: '    if (!programs) return',
    replace: "    if (this.rets.length > 0) return 'a Run after a Ret';\n    if (!programs) return",
  },
  {
    name: 'node-rejects-its-own-module',
    requirement: 'JOB-RUN-013',
    what: 'The Run of a module that the node announced is rejected.',
    find: ' && !modules.includes(file)',
    replace: '',
  },
  {
    name: 'node-takes-log-with-drive-letter',
    requirement: 'JOB-NAME-007',
    what: 'The name of a log file may begin with a drive letter.',
    find: 'checkFileName(log, limits.name)',
    replace: "checkFileName(log.replace(/^[A-Za-z]:\\//, ''), limits.name)",
  },
  {
    name: 'node-takes-log-with-nul',
    requirement: 'JOB-NAME-009',
    what: 'The name of a log file may have a NUL.',
    find: 'checkFileName(log, limits.name)',
    replace: "checkFileName(log.replaceAll('\\0', ''), limits.name)",
  },
  {
    name: 'node-counts-files-by-one-digit',
    requirement: 'JOB-FILE-005',
    what: 'With positional naming the tenth file is file-0.',
    find: '`file-${this.files.size + 1}`',
    replace: '`file-${(this.files.size + 1) % 10}`',
    profile: 'fileNaming=positional',
  },
]);

const writer = inFile('src/node/job/file-writer.ts', [
  {
    name: 'node-keeps-end-of-file',
    requirement: 'JOB-FILE-013',
    what: 'Of a file that is stored in several pieces the last one remains.',
    find: "this.created ? 'append' : 'create'",
    replace: "this.created && !this.path.startsWith('job/') ? 'append' : 'create'",
  },
]);

export const jobNarrowNode: readonly Mutant[] = [...node, ...workspace, ...writer];
