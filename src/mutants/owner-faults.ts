/**
 * Deliberate faults of the owner above its connections: the queue, lost nodes, results.
 * Leaves out single connections (owner-session-faults.ts). Source: spec/job.md D-22, D-24, D-28, D-29.
 */
import { inFile, type Mutant } from './mutant.ts';

const owner = inFile('src/node/job/owner.ts', [
  {
    name: 'owner-does-not-ask-status',
    requirement: 'JOB-OWNER-004',
    what: 'A job is given to a node that says it is not idle.',
    find: 'if (value !== 1) {',
    replace: 'if (value > 4) {',
  },
  {
    name: 'owner-never-asks-again',
    requirement: 'JOB-OWNER-004',
    what: 'A node that was not idle is never asked again.',
    find: 'this.turn.env.nowUs + this.options.timers.askAgainUs;',
    replace: 'this.turn.env.nowUs + 1e6 * this.options.timers.askAgainUs;',
  },
  {
    name: 'owner-tries-rejected-job-elsewhere',
    requirement: 'JOB-OWNER-013',
    what: 'A job with a rejected part goes back to the queue.',
    find: 'if (peer.job !== null) this.fail(peer.job, reason);',
    replace: 'if (peer.job !== null) this.lostJob(peer.job);',
  },
  {
    name: 'owner-fails-job-of-lost-node',
    requirement: 'JOB-LOST-001',
    what: 'A job whose node is lost has failed.',
    find: 'if (job !== null) this.lostJob(job);',
    replace: 'if (job !== null) this.fail(job, reason);',
  },
  {
    name: 'owner-runs-job-twice-at-most',
    requirement: 'JOB-LOST-006',
    what: 'A job runs at most twice.',
    find: 'const EXECUTIONS_MAX = 3;',
    replace: 'const EXECUTIONS_MAX = 2;',
  },
  {
    name: 'owner-runs-job-four-times',
    requirement: 'JOB-LOST-008',
    what: 'A job runs up to four times.',
    find: 'const EXECUTIONS_MAX = 3;',
    replace: 'const EXECUTIONS_MAX = 4;',
  },
  {
    name: 'owner-delivers-twice',
    requirement: 'JOB-LOST-005',
    what: 'The results of a job are delivered twice.',
    find: "this.out.event({ kind: 'job-finished', job: job.id, results });",
    replace:
      "for (let times = 0; times < 2; times += 1) this.out.event({ kind: 'job-finished', job: job.id, results });",
  },
  {
    name: 'owner-does-not-tell-stopped-job',
    requirement: 'JOB-STOP-014',
    what: 'A stopped job is never reported failed.',
    find: "      if (job.stopWanted) this.fail(job, 'stopped');\n    }\n    // The longest",
    replace: '    }\n    // The longest',
  },
  {
    name: 'owner-gives-two-jobs-at-once',
    requirement: 'JOB-OWNER-007',
    what: 'A node that has a job is asked for the next one.',
    find: 'if (!peer.joined || peer.job !== null || ',
    replace: 'if (!peer.joined || ',
  },
  {
    name: 'owner-text-limit-off-by-one',
    requirement: 'JOB-LIMIT-002',
    what: 'A text one octet over the limit is taken.',
    find: 'messages: jobMessages({ byteOrder: profile.byteOrder, limits }),',
    replace: 'messages: jobMessages({ byteOrder: profile.byteOrder, limits: { ...limits, text: limits.text + 1 } }),',
  },
  {
    name: 'owner-result-limit-off-by-one',
    requirement: 'JOB-LIMIT-005',
    what: 'A Result one octet over the limit is taken.',
    find: 'messages: jobMessages({ byteOrder: profile.byteOrder, limits }),',
    replace: 'messages: jobMessages({ byteOrder: profile.byteOrder, limits: { ...limits, file: limits.file + 1 } }),',
  },
  {
    name: 'owner-big-endian-always',
    requirement: 'JOB-FRAME-006',
    what: 'Lengths are in network order though the profile says little.',
    find: 'byteOrder: profile.byteOrder, limits',
    replace: "byteOrder: 'big', limits",
    profile: 'byteOrder=little',
  },
]);

const results = inFile('src/node/job/result-collector.ts', [
  {
    name: 'owner-names-results-backwards',
    requirement: 'JOB-RESULT-001',
    what: 'Results are named in the reverse order of the Rets.',
    find: 'this.job.rets[this.results.length] ??',
    replace: 'this.job.rets[this.job.rets.length - 1 - this.results.length] ??',
  },
]);

export const ownerFaults: readonly Mutant[] = [...owner, ...results];
