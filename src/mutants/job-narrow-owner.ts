/**
 * More faults of the owner above its connections that the scenarios of one requirement alone can notice: the queue, lost nodes, results,
 * names, limits. Leaves out single connections (job-narrow-owner-session.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const lost = '    if (job !== null) this.lostJob(job);';

const owner = inFile('src/node/job/owner.ts', [
  {
    name: 'owner-does-not-tell-job-stopped-before-start',
    requirement: 'JOB-STOP-014',
    what: 'A job that is stopped while its Start is unanswered is never reported.',
    find: '    if (peer !== undefined) return this.touch(peer, () => peer.session.stopJob());',
    replace: `    if (peer !== undefined) {
      job.stopWanted = peer.session.state !== 'starting';
      return this.touch(peer, () => peer.session.stopJob());
    }`,
  },
  {
    name: 'owner-gives-nothing-to-modules',
    requirement: 'JOB-OWNER-003',
    what: 'A node that has modules is asked, and gets no job.',
    find: '    peer.joined = true;',
    replace: '    peer.joined = true;\n    if (joining.modules.length > 0) peer.session.give = () => undefined;',
  },
  {
    name: 'owner-keeps-one-waiting-job',
    requirement: 'JOB-OWNER-006',
    what: 'When a node joins, all jobs that wait but the first are forgotten.',
    find: '...joining });\n    this.match();',
    replace: '...joining });\n    this.queue.splice(1);\n    this.match();',
  },
  {
    name: 'owner-sends-part-to-working-node',
    requirement: 'JOB-OWNER-007',
    what: 'A job that is submitted while a node works begins at that node.',
    find: '    this.queue.push(job);\n    this.match();',
    replace: `    this.queue.push(job);
    this.match();
    const busy = [...this.peers.values()].find(({ session }) => session.state === 'working');
    if (busy !== undefined && this.queue.includes(job)) busy.session.sendPart({ kind: 'ret', file: order.rets[0] });`,
  },
  {
    name: 'owner-tries-rejected-job-as-another',
    requirement: 'JOB-OWNER-013',
    what: 'A rejected job is reported failed, and where there is another node it is given to that one as well.',
    find: '    if (peer.job !== null) this.fail(peer.job, reason);',
    replace: `    const { job } = peer;
    if (job === null) return;
    if (job.order !== null && this.peers.size > 1) {
      const again = newJob(\`\${job.id}-again\`, job.order);
      this.jobs.set(again.id, again);
      this.queue.push(again);
    }
    this.fail(job, reason);
    this.match();`,
  },
  {
    name: 'owner-forgets-lost-job-after-a-while',
    requirement: 'JOB-LOST-003',
    what: 'A job whose node was lost is forgotten when no other one joins within 0.1 s.',
    find: "    job.state = 'queued';\n    this.queue.unshift(job);\n  }",
    replace: `    job.state = 'queued';
    this.queue.unshift(job);
    const lostUs = this.turn.env.nowUs;
    this.joined = (peer, joining) => {
      if (this.turn.env.nowUs > lostUs + 100_000) this.queue = this.queue.filter((queued) => queued !== job);
      JobOwner.prototype.joined.call(this, peer, joining);
    };
  }`,
  },
  {
    name: 'owner-counts-leave-twice',
    requirement: 'JOB-LOST-006',
    what: 'A job whose node left has run twice.',
    find: lost,
    replace: `    if (job !== null && reason === 'left') job.executions += 1;\n${lost}`,
  },
  {
    name: 'owner-runs-stopped-job-again',
    requirement: 'JOB-LOST-012',
    what: 'A job that was stopped runs again when its node is lost.',
    find: "    if (job.stopWanted) return this.fail(job, 'stopped');\n",
    replace: '',
  },
]);

const files = [
  ...inFile('src/node/job/job.ts', [
    {
      name: 'owner-repeats-first-piece',
      requirement: 'JOB-FILE-014',
      what: 'A File that is sent in several pieces is the first one again and again.',
      find: 'take(bytes.subarray(offset, offset + size))',
      replace: 'take(bytes.subarray(0, size))',
    },
    {
      name: 'owner-cuts-long-file',
      requirement: 'JOB-FILE-014',
      what: 'Of a file of more than 128 KiB the rest is not sent.',
      find: 'return { size: bytes.length, read:',
      replace: 'return { size: Math.min(bytes.length, 131_072), read:',
    },
  ]),
  ...inFile('src/node/job/file-writer.ts', [
    {
      name: 'owner-keeps-end-of-result',
      requirement: 'JOB-RESULT-006',
      what: 'Of a Result that is stored in several pieces the last one remains.',
      find: "this.created ? 'append' : 'create'",
      replace: "this.created && !this.path.startsWith('results/') ? 'append' : 'create'",
    },
    {
      name: 'owner-appends-to-stale-result',
      requirement: 'JOB-LOST-004',
      what: 'A Result is appended to what a lost node sent in its place.',
      find: "this.created ? 'append' : 'create'",
      replace: "this.created || this.path.startsWith('results/') ? 'append' : 'create'",
    },
  ]),
  ...inFile('src/node/job/result-collector.ts', [
    {
      name: 'owner-names-third-result-as-second',
      requirement: 'JOB-RESULT-001',
      what: 'From the third on, results have the name of the second.',
      find: 'this.job.rets[this.results.length] ??',
      replace: 'this.job.rets[Math.min(this.results.length, 1)] ??',
    },
  ]),
];

const names = inFile('src/protocols/job/names.ts', [
  {
    name: 'owner-takes-separator-for-join',
    requirement: 'JOB-JOIN-006',
    what: 'A Join of one separator alone is accepted.',
    find: "if (version === '') return 'no version';",
    replace: "if (version === '' && text !== ';') return 'no version';",
  },
  {
    name: 'owner-takes-separator-at-end',
    requirement: 'JOB-JOIN-008',
    what: 'A separator after the last module is passed over.',
    find: "const modules = items.length === 1 && items[0] === '' ? [] : items;",
    replace: "const modules = items.at(-1) === '' && items.at(-2) !== '' ? items.slice(0, -1) : items;",
  },
]);

const messages = inFile('src/protocols/job/messages.ts', [
  {
    name: 'owner-takes-long-join',
    requirement: 'JOB-LIMIT-002',
    what: 'The default limit of the text of a Join is one octet too high.',
    find: "textSize('text', limits.text)",
    replace: "textSize('text', limits.text === 65536 ? 65537 : limits.text)",
  },
  {
    name: 'owner-takes-long-now',
    requirement: 'JOB-LIMIT-011',
    what: 'The limit of `now` is one octet too high.',
    find: "textSize('now', limits.text)",
    replace: "textSize('now', limits.text + 1)",
  },
]);

export const jobNarrowOwner: readonly Mutant[] = [...owner, ...files, ...names, ...messages];
