/**
 * Faults of running programs that the scenarios of one requirement alone can notice: in the node's runner, and in the simulated host
 * that runs programs for it. Leaves out when programs run (job-narrow-node-work.ts). Source: spec/job.md D-15 to D-17, D-25 to D-27.
 */
import { inFile, type Mutant } from './mutant.ts';

const runner = inFile('src/node/job/runner.ts', [
  {
    name: 'node-runs-first-word-of-name',
    requirement: 'JOB-RUN-005',
    what: 'A program whose name has a blank is looked for by the word before it.',
    find: 'program: run.file, log',
    replace: "program: run.file.split(' ')[0], log",
  },
  {
    name: 'node-logs-beside-folder',
    requirement: 'JOB-LOG-009',
    what: 'Output for a log in a folder goes to another file.',
    find: 'log: run.log });',
    replace: "log: run.log.replaceAll('/', '-') });",
  },
  {
    name: 'node-adds-line-end-after-empty-line',
    requirement: 'JOB-LOG-005',
    what: 'A line end is added before the exit line where the output ends in an empty line.',
    find: `      this.disk.load(JOB_FOLDER, log, size - 1, 1, (last) =>
        this.writeStatus(log, last !== null && last[0] !== LF, status),`,
    replace: `      this.disk.load(JOB_FOLDER, log, Math.max(0, size - 2), Math.min(2, size), (last) =>
        this.writeStatus(log, last.at(-1) !== LF || (last.length === 2 && last[0] === LF), status),`,
  },
  {
    name: 'node-stops-first-program-only',
    requirement: 'JOB-STOP-001',
    what: 'Stop ends the first program that a node ever ran, and waits for every other one.',
    find: 'if (this.running !== null) this.turn.out.kill(this.running);',
    replace: 'if (this.running !== null) this.turn.out.kill(1);',
  },
]);

const processes = inFile('sim/processes.ts', [
  {
    name: 'host-runs-program-in-its-own-folder',
    requirement: 'JOB-RUN-007',
    what: 'A program of a subfolder runs in that subfolder.',
    find: '      folder: program.folder,',
    replace: "      folder: [program.folder, ...program.program.split('/').slice(0, -1)].join('/'),",
  },
  {
    name: 'host-tells-end-of-children',
    requirement: 'JOB-RUN-011',
    what: 'The end of a program that left something behind is told as the end of what it left.',
    find: 'if (task.parent === 0) return this.#scriptEnded(task.group, exit);',
    replace: `if (task.parent === 0)
      return this.#scriptEnded(task.group, task.group.pids.size > 0 ? { how: 'signal', signal: 9 } : exit);`,
  },
  {
    name: 'host-lets-children-live',
    requirement: 'JOB-RUN-012',
    what: 'What a program left behind goes on when its first process has ended.',
    find: 'if (task.parent === 0) return this.#scriptEnded(task.group, exit);',
    replace: `if (task.parent === 0) {
      task.group.pids.clear();
      return this.#scriptEnded(task.group, exit);
    }`,
  },
  {
    name: 'host-logs-ascii-alone',
    requirement: 'JOB-LOG-001',
    what: 'Octets beyond ASCII in the output are logged as question marks.',
    find: "log: (data) => void host.disk.write(log, data, 'append'),",
    replace: "log: (data) => void host.disk.write(log, data.map((octet) => (octet > 127 ? 63 : octet)), 'append'),",
  },
]);

const shell = inFile('sim/shell.ts', [
  {
    name: 'host-gives-program-input',
    requirement: 'JOB-RUN-008',
    what: 'A program has a line of input.',
    find: 'errors: LOG, input: new Uint8Array(0) });',
    replace: "errors: LOG, input: octetsOf('line\\n') });",
  },
  {
    name: 'host-gives-program-argument',
    requirement: 'JOB-RUN-009',
    what: 'A program has an argument.',
    find: "if (name === '#') return '0';",
    replace: "if (name === '#') return '1';",
  },
  {
    name: 'host-loses-errors',
    requirement: 'JOB-LOG-002',
    what: 'Standard error goes nowhere.',
    find: '({ out: LOG, errors: LOG, ',
    replace: "({ out: LOG, errors: { kind: 'nowhere' }, ",
  },
]);

const disk = inFile('sim/disk.ts', [
  {
    name: 'host-reads-folder',
    requirement: 'JOB-RET-006',
    what: 'A folder is read as a file of its names.',
    find: "    if (entry?.kind !== 'file' || !isWithin",
    replace: `    if (entry?.kind === 'folder') return new TextEncoder().encode('names: ' + [...entry.entries.keys()].join());
    if (entry?.kind !== 'file' || !isWithin`,
  },
  {
    name: 'host-follows-links-outside',
    requirement: 'JOB-RET-007',
    what: 'A link that leads outside is followed.',
    find: "        if (links === 0 || next.target.startsWith('/')) return null;",
    replace: `        const data = new TextEncoder().encode(next.target);
        if (next.target.startsWith('/')) return { entry: { kind: 'file', data, size: data.length }, folder };
        if (links === 0) return null;`,
  },
]);

export const jobNarrowPrograms: readonly Mutant[] = [...runner, ...processes, ...shell, ...disk];
