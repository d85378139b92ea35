/**
 * Faults of the node on its connection so narrow that the scenarios of one requirement alone can notice them: each shows that
 * these are needed. Leaves out the plain faults (node-session-faults.ts, state-faults.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';

const session = inFile('src/protocols/job/node-session.ts', [
  {
    name: 'node-drops-rest-after-status',
    requirement: 'JOB-FRAME-003',
    what: 'What comes in one piece behind a Status query is lost.',
    find: '    this.line.receive(data);\n    if (this.request',
    replace: '    this.line.receive(data[0] === 0x05 ? data.subarray(0, 1) : data);\n    if (this.request',
  },
  {
    name: 'node-misreads-length-of-24',
    requirement: 'JOB-FRAME-005',
    what: 'A Result of 24 octets has its length in another order.',
    find: 'this.line.stream(this.options.messages.result, source, done);',
    replace:
      'this.line.stream(this.options.messages.result, source.size === 24 ? { size: 6144, read: source.read } : source, done);',
  },
  {
    name: 'node-ignores-0x06',
    requirement: 'JOB-CODE-001',
    what: 'The reserved code 0x06 is passed over.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault: Fault) => (fault.seen === 0x06 ? undefined : this.disconnect(faultReason(fault))),',
  },
  {
    name: 'node-ignores-finished',
    requirement: 'JOB-CODE-003',
    what: 'A Finished that comes to a node is passed over.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault: Fault) => (fault.seen === 0x10 ? undefined : this.disconnect(faultReason(fault))),',
  },
  {
    name: 'node-tells-status-once-while-working',
    requirement: 'JOB-STATUS-002',
    what: 'While working the second Status query is not answered.',
    find: "if (this.move('status')) this.line",
    replace: `if (this.state === 'working') {
      const asked = ((this as unknown as { times?: number }).times ?? 0) + 1;
      (this as unknown as { times?: number }).times = asked;
      if (asked > 1) return;
    }
    if (this.move('status')) this.line`,
  },
  {
    name: 'node-answers-status-after-leave',
    requirement: 'JOB-LEAVE-008',
    what: 'After its Leave a node still tells its status.',
    find: "    if (this.state === 'leaving') return;\n    if (spec === messages.disconnect)",
    replace: `    if (this.state === 'leaving' && spec === messages.statusQuery) return this.line.send(messages.status, { value: 1 });
    if (this.state === 'leaving') return;
    if (spec === messages.disconnect)`,
  },
  {
    name: 'node-answers-disconnect-in-ready',
    requirement: 'JOB-DISC-001',
    what: 'In ready a Disconnect is answered with a Disconnect.',
    find: "if (spec === messages.disconnect) return this.ended(value['reason'] as string);",
    replace: `if (spec === messages.disconnect && this.state === 'ready') return this.disconnect('so be it');
    if (spec === messages.disconnect) return this.ended(value['reason'] as string);`,
  },
  {
    name: 'node-ignores-start-when-finished',
    requirement: 'JOB-STATE-001',
    what: 'A Start that comes while Finished is unanswered gets no answer.',
    find: '    if (this.next(name) === null) {',
    replace: "    if (this.state === 'finishing' && name === 'start') return;\n    if (this.next(name) === null) {",
  },
  {
    name: 'node-falls-back-from-input',
    requirement: 'JOB-STATE-002',
    what: 'A Start out of place in input brings the node back to idle.',
    find: '    if (this.next(name) === null) {',
    replace:
      "    if (this.next(name) === null) {\n      if (this.state === 'input' && name === 'start') this.state = 'idle';",
  },
  {
    name: 'node-takes-wait-in-ready',
    requirement: 'JOB-STATE-003',
    what: 'A second Wait is passed over.',
    find: 'if (spec === messages.wait) return',
    replace: "if (spec === messages.wait && this.state === 'ready') return;\n    if (spec === messages.wait) return",
  },
  {
    name: 'node-ignores-reject-in-idle',
    requirement: 'JOB-STATE-004',
    what: 'A Reject of nothing is passed over in idle.',
    find: "if (this.state !== 'joining') return this.fault('Reject');",
    replace: "if (this.state === 'idle') return;\n    if (this.state !== 'joining') return this.fault('Reject');",
  },
  {
    name: 'node-ignores-reject-in-finishing',
    requirement: 'JOB-FINISH-002',
    what: 'A Reject of Finished is passed over, other Rejects are not.',
    find: "if (this.state !== 'joining') return this.fault('Reject');",
    replace: "if (this.state === 'finishing') return;\n    if (this.state !== 'joining') return this.fault('Reject');",
  },
  {
    name: 'node-waits-for-accept-of-finished-for-ever',
    requirement: 'JOB-TIME-002',
    what: 'Finished may go unanswered for ever, Join and Leave may not.',
    find: "this.state === 'closed' ? null : first.atUs + this.options.answerUs;",
    replace: `this.state === 'closed'
      ? null
      : first.atUs + (first.name === 'finished' ? 1e6 : 1) * this.options.answerUs;`,
  },
  {
    name: 'node-gives-up-while-working',
    requirement: 'JOB-TIME-004',
    what: 'The answer time runs while the node works.',
    find: '    const first = this.asked[0];\n    return',
    replace: `    const work = this as unknown as { since?: { name: 'finished'; atUs: number } };
    if (this.state === 'working') work.since ??= { name: 'finished', atUs: this.turn.env.nowUs };
    const first = this.asked[0] ?? (this.state === 'working' ? work.since : undefined);
    return`,
  },
]);

const transitions = inFile('src/protocols/job/transitions.ts', [
  {
    name: 'node-is-ready-while-finished',
    requirement: 'JOB-STATUS-004',
    what: 'While Finished is unanswered the status is 3.',
    find: '  finishing: 4,',
    replace: '  finishing: 3,',
  },
]);

export const nodeSessionNarrowFaults: readonly Mutant[] = [...session, ...transitions];
