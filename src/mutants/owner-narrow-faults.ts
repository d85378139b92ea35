/**
 * Faults of the owner above its connections so narrow that the scenarios of one requirement alone can notice them: each shows that
 * these are needed. Leaves out the plain faults (owner-faults.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const owner = inFile('src/node/job/owner.ts', [
  {
    name: 'owner-limits-text-one-too-low',
    requirement: 'JOB-LIMIT-003',
    what: 'The default limit of texts is one octet too low.',
    find: 'byteOrder: profile.byteOrder, limits })',
    replace:
      'byteOrder: profile.byteOrder, limits: { ...limits, text: limits.text === 65536 ? 65535 : limits.text } })',
  },
  {
    name: 'owner-limits-result-one-too-high',
    requirement: 'JOB-LIMIT-005',
    what: 'The default limit of results is one octet too high.',
    find: 'byteOrder: profile.byteOrder, limits })',
    replace:
      'byteOrder: profile.byteOrder, limits: { ...limits, file: limits.file === 2 ** 28 ? 2 ** 28 + 1 : limits.file } })',
  },
  {
    name: 'owner-ignores-configured-text-limit',
    requirement: 'JOB-LIMIT-009',
    what: 'The limit of texts cannot be lowered.',
    find: 'byteOrder: profile.byteOrder, limits })',
    replace: 'byteOrder: profile.byteOrder, limits: { ...limits, text: 65536 } })',
  },
  {
    name: 'owner-drops-others-with-leaving-node',
    requirement: 'JOB-JOIN-011',
    what: 'When an idle node leaves, the others are disconnected.',
    find: '    if (job !== null) this.lostJob(job);',
    replace: `    if (reason === 'left' && job === null)
      for (const other of [...this.peers.values()]) other.session.disconnect('the other one left');
    if (job !== null) this.lostJob(job);`,
  },
  {
    name: 'owner-drops-others-with-lost-node',
    requirement: 'JOB-DISC-005',
    what: 'When the connection of an idle node breaks, the others are disconnected.',
    find: '    if (job !== null) this.lostJob(job);',
    replace: `    if (reason === 'connection lost' && job === null)
      for (const other of [...this.peers.values()]) other.session.disconnect('the other one is lost');
    if (job !== null) this.lostJob(job);`,
  },
  {
    name: 'owner-fails-job-of-leaving-node',
    requirement: 'JOB-LOST-001',
    what: 'The job of a node that leaves has failed.',
    find: '    if (job !== null) this.lostJob(job);',
    replace:
      "    if (job !== null && reason === 'left') this.fail(job, reason);\n    else if (job !== null) this.lostJob(job);",
  },
  {
    name: 'owner-forgets-job-lost-three-times',
    requirement: 'JOB-LOST-007',
    what: 'A job whose third run was lost is never reported.',
    find: 'if (job.executions >= EXECUTIONS_MAX) return this.fail(job, `lost its node ${EXECUTIONS_MAX} times`);',
    replace: 'if (job.executions >= EXECUTIONS_MAX) return;',
  },
  {
    name: 'owner-runs-failed-job-again',
    requirement: 'JOB-LOST-008',
    what: 'A job whose third run was lost is reported failed and runs a fourth time.',
    find: 'if (job.executions >= EXECUTIONS_MAX) return this.fail(job, `lost its node ${EXECUTIONS_MAX} times`);',
    replace:
      "if (job.executions >= EXECUTIONS_MAX) this.out.event({ kind: 'job-failed', job: job.id, reason: 'lost' });",
  },
  {
    name: 'owner-keeps-joined-node-secret',
    requirement: 'JOB-LOST-009',
    what: 'A node that joined is not reported.',
    find: "    this.out.event({ kind: 'node-joined', node: peer.node, ...joining });\n",
    replace: '',
  },
  {
    name: 'owner-keeps-left-node-secret',
    requirement: 'JOB-LOST-010',
    what: 'A node that left is not reported.',
    find: "    if (peer.joined) this.out.event({ kind: 'node-left', node: peer.node, reason });\n",
    replace: '',
  },
  {
    name: 'owner-keeps-start-of-files-secret',
    requirement: 'JOB-LOST-011',
    what: 'The start of a job of files alone is not reported.',
    find: "if (job !== null) this.out.event({ kind: 'job-started'",
    replace:
      "if ([...(job?.order?.runs ?? []), ...(job?.order?.rets ?? [])].length > 0) this.out.event({ kind: 'job-started'",
  },
  {
    name: 'owner-gives-next-job-unasked',
    requirement: 'JOB-OWNER-001',
    what: 'Before the second job of a node the owner does not ask.',
    find: 'this.touch(peer, () => peer.session.ask());',
    replace:
      'this.touch(peer, () => (peer.status === 1 && job.executions === 0 ? this.status(peer, 1) : peer.session.ask()));',
  },
  {
    name: 'owner-never-trusts-node-again',
    requirement: 'JOB-OWNER-004',
    what: 'A node that once was not idle never gets a job.',
    find: 'if (value !== 1) {',
    replace: 'if (value !== 1 || peer.askAtUs > 0) {',
  },
  {
    name: 'owner-gives-five-jobs',
    requirement: 'JOB-OWNER-008',
    what: 'A node gets five jobs and no more.',
    find: '    // The longest free node',
    replace: `    const counted = peer as unknown as { jobs?: number };
    counted.jobs = (counted.jobs ?? 0) + 1;
    if (counted.jobs === 5) peer.joined = false;
    // The longest free node`,
  },
  {
    name: 'owner-shuns-node-that-rejected',
    requirement: 'JOB-OWNER-014',
    what: 'A node that rejected a job gets no other.',
    find: 'if (peer.job !== null) this.fail(peer.job, reason);',
    replace: 'if (peer.job !== null) this.fail(peer.job, reason);\n    peer.joined = false;',
  },
]);

const job = inFile('src/node/job/job.ts', [
  {
    name: 'owner-sends-last-file-last',
    requirement: 'JOB-FILE-011',
    what: 'Where there are three Rets, the files come after the controls.',
    find: '  return [\n    ...order.files.map((file) => ({ kind:',
    replace: `  if (order.rets.length > 2 && order.files.length > 0)
    return [
      ...partsOf({ ...order, files: [] }, disk).slice(0, 1),
      ...partsOf({ ...order, runs: [], rets: [] }, disk),
      ...partsOf({ ...order, files: [] }, disk).slice(1),
    ];
  return [
    ...order.files.map((file) => ({ kind:`,
  },
  {
    name: 'owner-sends-runs-backwards',
    requirement: 'JOB-RUN-004',
    what: 'Runs are sent in the reverse order.',
    find: '...order.runs.map(',
    replace: '...[...order.runs].reverse().map(',
  },
]);

const results = inFile('src/node/job/result-collector.ts', [
  {
    name: 'owner-changes-octet-of-result',
    requirement: 'JOB-FRAME-015',
    what: 'Octets of value 255 are stored as 254.',
    find: 'this.writer?.chunk(data);',
    replace: 'this.writer?.chunk(data.map((octet) => (octet === 255 ? 254 : octet)));',
  },
  {
    name: 'owner-drops-empty-result',
    requirement: 'JOB-RESULT-002',
    what: 'A Result of length 0 is not delivered.',
    find: '    this.results.push({ name, path, size: this.octets });',
    replace: '    if (this.octets > 0) this.results.push({ name, path, size: this.octets });',
  },
]);

const names = inFile('src/protocols/job/names.ts', [
  {
    name: 'owner-refuses-long-version',
    requirement: 'JOB-FRAME-006',
    what: 'A version whose length needs a second octet is rejected.',
    find: "if (version === '') return 'no version';",
    replace: "if (version === '' || (version.length > 255 && version.length < 512)) return 'no version';",
  },
  {
    name: 'owner-refuses-underscore',
    requirement: 'JOB-JOIN-004',
    what: 'A module name with an underscore is rejected.',
    find: 'const MODULE = /^[A-Za-z0-9._-]',
    replace: 'const MODULE = /^[A-Za-z0-9.-]',
  },
]);

export const ownerNarrowFaults: readonly Mutant[] = [...owner, ...job, ...results, ...names];
