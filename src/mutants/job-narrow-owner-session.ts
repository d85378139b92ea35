/**
 * More faults of the owner on one connection that the scenarios of one requirement alone can notice.
 * Leaves out the first ones (owner-session-narrow-faults.ts) and the owner's queue (job-narrow-owner.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';
import { afterSilence } from './silence.ts';

const refused = '      this.owner.refused(reason);';
const answered = 'if (name === undefined || !this.move(step)) return this.fault(spec.name);';

const session = inFile('src/protocols/job/owner-session.ts', [
  {
    name: 'owner-has-no-reason-for-two-faults',
    requirement: 'JOB-FRAME-012',
    what: 'The Reject of a Join without a version and with a blank in a module name has an empty reason.',
    find: 'this.line.send(messages.reject, { reason: joining });',
    replace: "this.line.send(messages.reject, { reason: /^;.* /.test(text) ? '' : joining });",
  },
  {
    name: 'owner-has-no-reason-for-ascii',
    requirement: 'JOB-FRAME-013',
    what: 'The Disconnect for an unknown type that is a character of ASCII has an empty reason.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: `fault: (fault) =>
        this.disconnect(
          fault.code === 'unknown-message' && fault.seen > 0x20 && fault.seen < 0x80 ? '' : faultReason(fault),
        ),`,
  },
  {
    name: 'owner-does-not-start-files-alone',
    requirement: 'JOB-START-001',
    what: 'A job of files alone gets Wait and no Start.',
    find: '    this.line.send(messages.start, {});',
    replace: "    if (this.job?.parts.some(({ kind }) => kind !== 'file')) this.line.send(messages.start, {});",
  },
  {
    name: 'owner-does-not-accept-finished-without-ret',
    requirement: 'JOB-FINISH-001',
    what: 'The Finished of a job without a Ret gets no Accept.',
    find: `    this.line.send(this.options.messages.accept, {});
    if (this.job?.resultsLeft === 0) this.allResults();`,
    replace: `    if (this.job?.resultsLeft === 0) return this.allResults();
    this.line.send(this.options.messages.accept, {});`,
  },
  {
    name: 'owner-never-ends-job-without-ret',
    requirement: 'JOB-RESULT-003',
    what: 'A job without a Ret is never over.',
    find: '    if (this.job?.resultsLeft === 0) this.allResults();',
    replace: '',
  },
  {
    name: 'owner-takes-three-results-for-all',
    requirement: 'JOB-RESULT-004',
    what: 'A job is over when it has three Results.',
    find: '    if (this.job.resultsLeft === 0) this.allResults();',
    replace: `    this.job.results = (this.job.results ?? 0) + 1;
    if (this.job.resultsLeft === 0 || this.job.results === 3) this.allResults();`,
  },
  {
    name: 'owner-shuns-node-stopped-in-transfer',
    requirement: 'JOB-STOP-015',
    what: 'A node whose job was stopped before the start gets no other.',
    find: '      this.job.stopWanted = true;',
    replace: '      this.job.stopWanted = true;\n      this.ask = () => undefined;',
  },
  {
    name: 'owner-refuses-rejected-stop-of-work',
    requirement: 'JOB-STOP-018',
    what: 'A Reject of the Stop of a job that runs is a protocol error.',
    find: "    this.move('send-stop');",
    replace: `    const { rejected } = OwnerSession.prototype;
    if (this.state === 'working')
      this.rejected = (name, reason) =>
        name === 'stop' ? this.disconnect('it works') : rejected.call(this, name, reason);
    this.move('send-stop');`,
  },
  {
    name: 'owner-does-not-stop-starting-node',
    requirement: 'JOB-STOP-019',
    what: 'A job whose Start is unanswered is not stopped.',
    find: "else if (this.state !== 'stopping' && this.state !== 'idle') this.sendStop();",
    replace: "else if (!['stopping', 'idle', 'starting'].includes(this.state)) this.sendStop();",
  },
  {
    name: 'owner-lets-node-go-unanswered-after-job',
    requirement: 'JOB-LEAVE-001',
    what: 'The Leave of a node that has done a job is not answered, the owner closes.',
    find: '    this.owner.done();',
    replace: "    this.owner.done();\n    this.leave = () => this.ended('left');",
  },
  {
    name: 'owner-stays-after-leave-of-refuser',
    requirement: 'JOB-LEAVE-002',
    what: 'After it accepted the Leave of a node that rejected a job the owner does not close.',
    find: refused,
    replace: `${refused}
      this.leave = () => {
        this.line.send(this.options.messages.accept, {});
        this.close('left');
      };`,
  },
  {
    name: 'owner-ignores-second-finished',
    requirement: 'JOB-STATE-011',
    what: 'A second Finished of a job is passed over.',
    find: "if (!this.move('finished')) return this.fault('Finished');",
    replace: "if (this.state === 'results') return;\n    if (!this.move('finished')) return this.fault('Finished');",
  },
  {
    name: 'owner-ignores-answers-while-working',
    requirement: 'JOB-STATE-012',
    what: 'An Accept or Reject of nothing is passed over while the node works.',
    find: answered,
    replace: `if (name === undefined && this.state === 'working') return;\n    ${answered}`,
  },
  {
    name: 'owner-does-not-hear-single-octets',
    requirement: 'JOB-TIME-012',
    what: 'An octet that comes alone does not end a silence.',
    find: '    this.patience.heard();\n    this.line.receive(data);',
    replace: `    const { heardAtUs } = this.line;
    if (data.length > 1) this.patience.heard();
    this.line.receive(data);
    if (data.length === 1) this.line.heardAtUs = heardAtUs;`,
  },
  {
    name: 'owner-takes-silence-for-idle',
    requirement: 'JOB-OWNER-002',
    what: 'A node that does not answer the query for a second gets the job.',
    find: "    assert(this.move('send-query'), ",
    replace: `    ${afterSilence('OwnerSession', {
      forUs: 1_000_000,
      holds: "this.state === 'asking'",
      act: "this.queries -= 1; this.move('status'); this.owner.status(1);",
    })}
    assert(this.move('send-query'), `,
  },
  {
    name: 'owner-stops-refuser-late',
    requirement: 'JOB-OWNER-012',
    what: 'A second after a node rejected the only part of a job the owner sends Stop.',
    find: refused,
    replace: `${refused}
      ${afterSilence('OwnerSession', {
        forUs: 1_000_000,
        holds: "this.state === 'idle'",
        act: 'this.line.send(this.options.messages.stop, {});',
      })}`,
  },
  {
    name: 'owner-fails-job-lost-in-transfer',
    requirement: 'JOB-LOST-002',
    what: 'A job whose node is lost in the transfer has failed.',
    find: "    this.state = 'closed';",
    replace: "    if (this.state === 'transfer') this.owner.refused('lost');\n    this.state = 'closed';",
  },
]);

const transfer = inFile('src/protocols/job/transfer.ts', [
  {
    name: 'owner-waits-for-answers-of-controls-alone',
    requirement: 'JOB-WAIT-003',
    what: 'A job of files alone gets Wait before its last file is answered.',
    find: '    if (waiting > 0) return null;',
    replace: "    if (waiting > 1 || (waiting > 0 && this.parts.some(({ kind }) => kind !== 'file'))) return null;",
  },
  {
    name: 'owner-sends-thirty-two-parts',
    requirement: 'JOB-WAIT-004',
    what: 'After 32 parts no more is sent of a job.',
    find: 'waiting >= WINDOW) return undefined;',
    replace: 'waiting >= WINDOW || this.index >= 2 * WINDOW) return undefined;',
  },
]);

const patience = inFile('src/protocols/job/patience.ts', [
  {
    name: 'owner-asks-three-times-in-all',
    requirement: 'JOB-TIME-011',
    what: 'A node is given up instead of a fourth query, whatever it answered.',
    find: '    this.queries += 1;\n    this.queriedAtUs = nowUs;',
    replace: `    this.asked = (this.asked ?? 0) + 1;
    if (this.asked > 3) return 'give-up';
    this.queries += 1;
    this.queriedAtUs = nowUs;`,
  },
]);

export const jobNarrowOwnerSession: readonly Mutant[] = [...session, ...transfer, ...patience];
