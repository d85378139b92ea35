/**
 * Deliberate faults of the node at beginnings: the time at which it says that a job started, and what it ends when it starts again.
 * Leaves out the form of that time and all other faults at a start (node-faults.ts). Source: spec/job.md D-9, D-31.
 */
import { inFile, type Mutant } from './mutant.ts';

const told = 'new Date(this.turn.env.wallMs).toISOString()';

export const jobTimeFaults: readonly Mutant[] = inFile('src/node/job/node.ts', [
  {
    name: 'node-tells-time-of-next-hour',
    requirement: 'JOB-START-006',
    what: 'The time in the Accept of Start is an hour ahead.',
    find: told,
    replace: 'new Date(this.turn.env.wallMs + 3_600_000).toISOString()',
  },
  {
    name: 'node-tells-time-of-last-hour',
    requirement: 'JOB-START-006',
    what: 'The time in the Accept of Start is an hour behind, as of another zone.',
    find: told,
    replace: 'new Date(this.turn.env.wallMs - 3_600_000).toISOString()',
  },
  {
    name: 'node-tells-time-since-its-start',
    requirement: 'JOB-START-006',
    what: 'The time in the Accept of Start counts from the start of the node.',
    find: told,
    replace: 'new Date(this.turn.env.nowUs / 1000).toISOString()',
  },
  {
    name: 'node-tells-fixed-time',
    requirement: 'JOB-START-006',
    what: 'Every job starts at one and the same time.',
    find: told,
    replace: "'2020-01-31T12:00:00.000Z'",
  },
  {
    name: 'node-tells-later-jobs-earlier',
    requirement: 'JOB-START-007',
    what: 'A job is told to have started a second before the one that was done before it.',
    find: told,
    replace: 'new Date(this.turn.env.wallMs - 1000 * (this.jobsDone = (this.jobsDone ?? 0) + 1)).toISOString()',
  },
  {
    name: 'node-empties-folders-under-running-programs',
    requirement: 'JOB-NODE-003',
    what: 'At its next start a node empties its folders and lets the programs of its earlier life run.',
    find: 'this.disk.sweep(JOB_FOLDER, ',
    replace: 'this.disk.remove(JOB_FOLDER, ',
  },
]);
