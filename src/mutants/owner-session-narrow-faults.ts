/**
 * Faults of the owner on one connection so narrow that the scenarios of one requirement alone can notice them: each shows that
 * these are needed. Leaves out the plain faults (owner-session-faults.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const session = inFile('src/protocols/job/owner-session.ts', [
  {
    name: 'owner-loses-lone-status-octet',
    requirement: 'JOB-FRAME-004',
    what: 'The first octet of a Status that comes alone is lost while a query is unanswered.',
    find: '    this.line.receive(data);',
    replace: '    if (data.length > 1 || data[0] !== 0x05 || this.queries === 0) this.line.receive(data);',
  },
  {
    name: 'owner-ignores-0x13',
    requirement: 'JOB-CODE-002',
    what: 'The reserved code 0x13 is passed over.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault) => (fault.seen === 0x13 ? undefined : this.disconnect(faultReason(fault))),',
  },
  {
    name: 'owner-ignores-wait',
    requirement: 'JOB-CODE-004',
    what: 'A Wait that comes to an owner is passed over.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault) => (fault.seen === 0x07 ? undefined : this.disconnect(faultReason(fault))),',
  },
  {
    name: 'owner-answers-disconnect-while-working',
    requirement: 'JOB-DISC-004',
    what: 'While the node works, its Disconnect is answered with a Disconnect.',
    find: "if (spec === messages.disconnect) return this.ended(value['reason'] as string);",
    replace: `if (spec === messages.disconnect && this.state === 'working') return this.disconnect('so be it');
    if (spec === messages.disconnect) return this.ended(value['reason'] as string);`,
  },
  {
    name: 'owner-ignores-finished-before-join',
    requirement: 'JOB-STATE-005',
    what: 'A Finished before Join is passed over.',
    find: "if (!this.move('finished')) return this.fault('Finished');",
    replace: "if (this.state === 'opened') return;\n    if (!this.move('finished')) return this.fault('Finished');",
  },
  {
    name: 'owner-ignores-finished-in-transfer',
    requirement: 'JOB-STATE-006',
    what: 'A Finished before the start of the job is passed over.',
    find: "if (!this.move('finished')) return this.fault('Finished');",
    replace: "if (this.state === 'transfer') return;\n    if (!this.move('finished')) return this.fault('Finished');",
  },
  {
    name: 'owner-ignores-accept-of-nothing',
    requirement: 'JOB-STATE-007',
    what: 'An Accept of nothing is passed over while the node is idle.',
    find: 'if (name === undefined || !this.move(step)) return this.fault(spec.name);',
    replace: `if (name === undefined && step === 'accept' && this.state === 'idle') return;
    if (name === undefined || !this.move(step)) return this.fault(spec.name);`,
  },
  {
    name: 'owner-ignores-reject-of-nothing',
    requirement: 'JOB-STATE-008',
    what: 'A Reject of nothing is passed over while the node is idle.',
    find: 'if (name === undefined || !this.move(step)) return this.fault(spec.name);',
    replace: `if (name === undefined && step === 'reject' && this.state === 'idle') return;
    if (name === undefined || !this.move(step)) return this.fault(spec.name);`,
  },
  {
    name: 'owner-ignores-result-while-working',
    requirement: 'JOB-STATE-009',
    what: 'A Result before its Finished is passed over.',
    find: "if (!this.move('result')) return this.fault('Result');",
    replace: "if (this.state === 'working') return;\n    if (!this.move('result')) return this.fault('Result');",
  },
  {
    name: 'owner-ignores-result-after-job',
    requirement: 'JOB-RESULT-005',
    what: 'A Result of six octets after the last one is passed over.',
    find: "if (!this.move('result')) return this.fault('Result');",
    replace:
      "if (this.state === 'idle' && size === 6) return;\n    if (!this.move('result')) return this.fault('Result');",
  },
  {
    name: 'owner-takes-status-unasked',
    requirement: 'JOB-STATE-010',
    what: 'A Status that nobody asked for is taken from an idle node.',
    find: 'if (this.queries === 0 || !this.move',
    replace: "if ((this.queries === 0 && this.state !== 'idle') || !this.move",
  },
  {
    name: 'owner-waits-for-parts-for-ever',
    requirement: 'JOB-TIME-005',
    what: 'Files, Runs and Rets may go unanswered for ever.',
    find: '    this.asked.push(name);',
    replace: "    this.asked.push(name);\n    if (name !== 'start' && name !== 'stop') this.patience.wait(false);",
  },
  {
    name: 'owner-waits-for-start-for-ever',
    requirement: 'JOB-TIME-006',
    what: 'Start may go unanswered for ever.',
    find: '    this.asked.push(name);',
    replace: "    this.asked.push(name);\n    if (name === 'start') this.patience.wait(false);",
  },
  {
    name: 'owner-waits-for-stop-for-ever',
    requirement: 'JOB-TIME-007',
    what: 'Stop may go unanswered for ever.',
    find: "return this.state === 'closed' ? null : this.patience.wakeAtUs;",
    replace: "return this.state === 'closed' || this.state === 'stopping' ? null : this.patience.wakeAtUs;",
  },
  {
    name: 'owner-gives-working-node-up',
    requirement: 'JOB-TIME-008',
    what: 'A node must have finished within the answer time.',
    find: "else if (this.state === 'working') this.owner.started(value['now'] as string);",
    replace: `else if (this.state === 'working') {
      this.patience.wait(true);
      this.finished = () => {
        this.patience.wait(false);
        OwnerSession.prototype.finished.call(this);
      };
      this.owner.started(value['now'] as string);
    }`,
  },
  {
    name: 'owner-does-not-ask-working-node',
    requirement: 'JOB-TIME-009',
    what: 'A node that works in silence is not asked.',
    find: "if (due === 'ask') this.query();",
    replace: "if (due === 'ask' && this.state !== 'working') this.query();",
  },
  {
    name: 'owner-does-not-stop-working-node',
    requirement: 'JOB-STOP-013',
    what: 'A job that runs is not stopped.',
    find: "else if (this.state !== 'stopping' && this.state !== 'idle') this.sendStop();",
    replace: "else if (!['stopping', 'idle', 'working'].includes(this.state)) this.sendStop();",
  },
  {
    name: 'owner-goes-on-after-rejected-run',
    requirement: 'JOB-OWNER-010',
    what: 'A job whose Run was rejected is started all the same.',
    find: "    if (name === 'stop') this.free('stopped');\n    else if (job === null",
    replace: `    if (name === 'stop') this.free('stopped');
    else if (name === 'run' && job !== null && this.state === 'transfer') {
      job.accept();
      this.pump(job);
    } else if (job === null`,
  },
  {
    name: 'owner-gives-job-up-at-rejected-start',
    requirement: 'JOB-OWNER-015',
    what: 'After a rejected Start the job fails without Stop.',
    find: "if (this.state === 'starting') this.sendStop();",
    replace: "if (this.state === 'starting') this.free('give-up');",
  },
  {
    name: 'owner-does-not-tell-rejected-start',
    requirement: 'JOB-OWNER-016',
    what: 'A job whose Start was rejected is stopped and never reported.',
    find: '      this.owner.refused(reason);',
    replace: "      if (this.state !== 'starting') this.owner.refused(reason);",
  },
  {
    name: 'owner-shouts-file-names',
    requirement: 'JOB-FILE-004',
    what: 'A name that is one plain word is sent in capitals.',
    find: 'encode(messages.fileHead, { filename: name })',
    replace: 'encode(messages.fileHead, { filename: name.replace(/^[a-z]+$/, (word) => word.toUpperCase()) })',
  },
  {
    name: 'owner-embeds-name-of-seven-octets',
    requirement: 'JOB-FILE-006',
    what: 'With positional naming, a content of seven octets has a name before it.',
    find: 'const source = embeddedNames ? ',
    replace: 'const source = embeddedNames || content.size === 7 ? ',
    profile: 'fileNaming=positional',
  },
]);

const patience = inFile('src/protocols/job/patience.ts', [
  {
    name: 'owner-closes-before-join',
    requirement: 'JOB-FRAME-001',
    what: 'A node has half a second for its Join.',
    find: 'const JOIN_WAIT_US = 60_000_000;',
    replace: 'const JOIN_WAIT_US = 500_000;',
  },
]);

export const ownerSessionNarrowFaults: readonly Mutant[] = [...session, ...patience];
