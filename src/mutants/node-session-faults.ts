/**
 * Deliberate faults of the node on its connection: answers, what an owner sends out of place, time.
 * Leaves out states (state-faults.ts), files and programs (node-faults.ts). Source: spec/job.md section 3.
 */
import { inFile, type Mutant } from './mutant.ts';

export const nodeSessionFaults: readonly Mutant[] = inFile('src/protocols/job/node-session.ts', [
  {
    name: 'node-closes-on-reserved-code',
    requirement: 'JOB-CODE-001',
    what: 'After octets that are no message the node closes without Disconnect.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault: Fault) => this.ended(faultReason(fault)),',
  },
  {
    name: 'node-ignores-reserved-code',
    requirement: 'JOB-CODE-001',
    what: 'After an unknown message type the node does nothing at all.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace:
      "fault: (fault: Fault) => (fault.code === 'unknown-message' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'node-ignores-bad-utf8',
    requirement: 'JOB-FRAME-008',
    what: 'After a text that is not UTF-8 the node does nothing at all.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace: "fault: (fault: Fault) => (fault.code === 'bad-utf8' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'node-ignores-size-over-limit',
    requirement: 'JOB-LIMIT-001',
    what: 'After a length over its limit the node does nothing at all.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace:
      "fault: (fault: Fault) => (fault.code === 'size-over-limit' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'node-closes-without-disconnect',
    requirement: 'JOB-STATE-003',
    what: 'After a message out of place the node closes without Disconnect.',
    find: 'this.disconnect(this.unexpected(title));',
    replace: 'this.ended(this.unexpected(title));',
  },
  {
    name: 'node-disconnects-without-reason',
    requirement: 'JOB-FRAME-011',
    what: 'The Disconnect after a protocol error has an empty reason.',
    find: 'this.line.send(this.options.messages.disconnect, { reason });',
    replace: "this.line.send(this.options.messages.disconnect, { reason: '' });",
  },
  {
    name: 'node-waits-for-answers-for-ever',
    requirement: 'JOB-TIME-002',
    what: 'Join and Finished may go unanswered for ever.',
    find: "this.state === 'closed' ? null : first.atUs + this.options.answerUs;",
    replace: "this.state === 'closed' ? null : first.atUs + 1e6 * this.options.answerUs;",
  },
  {
    name: 'node-waits-for-join-for-ever',
    requirement: 'JOB-TIME-001',
    what: 'Join may go unanswered for ever.',
    find: "if (name === 'leave') this.ended(null);",
    replace:
      "if (name === 'leave') this.ended(null);\n    else if (name === 'join') this.asked[0] = { name, atUs: this.turn.env.nowUs };",
  },
  {
    name: 'node-waits-for-leave-for-ever',
    requirement: 'JOB-TIME-003',
    what: 'Leave may go unanswered for ever.',
    find: "if (name === 'leave') this.ended(null);",
    replace: "if (name === 'leave') this.asked[0] = { name, atUs: this.turn.env.nowUs };",
  },
  {
    name: 'node-accepts-start-without-time',
    requirement: 'JOB-START-002',
    what: 'Start is answered with a plain Accept.',
    find: 'this.line.send(this.options.messages.acceptStart, { now });',
    replace: 'this.line.send(this.options.messages.accept, {});',
  },
  {
    name: 'node-moves-on-reject',
    requirement: 'JOB-FILE-010',
    what: 'A rejected part leaves the node in state input.',
    find: '    if (this.answer() === null) return;\n    this.line.send(this.options.messages.reject, { reason });',
    replace: `    const name = this.answer();
    if (name === null) return;
    this.move(name);
    this.line.send(this.options.messages.reject, { reason });`,
  },
  {
    name: 'node-rejects-without-reason',
    requirement: 'JOB-FRAME-010',
    what: 'The Reject of a request out of place has an empty reason.',
    find: '{ reason: this.unexpected(spec.name) }',
    replace: "{ reason: '' }",
  },
  {
    name: 'node-disconnects-on-unexpected-request',
    requirement: 'JOB-STATE-001',
    what: 'A request out of place is answered Disconnect instead of Reject.',
    find: '      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });\n      return;',
    replace: '      return this.fault(spec.name);',
  },
  {
    name: 'node-ignores-unexpected-request',
    requirement: 'JOB-STATE-001',
    what: 'A request out of place gets no answer.',
    find: '      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });\n      return;',
    replace: '      return;',
  },
  {
    name: 'node-disconnects-on-unexpected-file',
    requirement: 'JOB-STATE-001',
    what: 'A File out of place is answered Disconnect instead of Reject.',
    find: 'this.line.send(this.options.messages.reject, { reason: this.dropping });',
    replace: 'this.disconnect(this.dropping);',
  },
  {
    name: 'node-sends-results-unasked',
    requirement: 'JOB-RET-001',
    what: 'Results come before the Accept of Finished.',
    find: '    this.line.send(this.options.messages.finished, {});',
    replace: `    this.line.send(this.options.messages.finished, {});
    this.move('accept');
    this.asked.shift();
    this.strayAccept = true;
    this.node.finishedAccepted();`,
  },
  {
    name: 'node-answers-disconnect',
    requirement: 'JOB-DISC-001',
    what: 'A Disconnect is answered with a Disconnect.',
    find: "if (spec === messages.disconnect) return this.ended(value['reason'] as string);",
    replace: "if (spec === messages.disconnect) return this.disconnect(value['reason'] as string);",
  },
  {
    name: 'node-accepts-wait',
    requirement: 'JOB-WAIT-002',
    what: 'Wait is answered Accept.',
    find: 'if (spec === messages.wait) return',
    replace: 'if (spec === messages.wait) this.line.send(messages.accept, {});\n    if (spec === messages.wait) return',
  },
  {
    name: 'node-accepts-status',
    requirement: 'JOB-STATUS-003',
    what: 'A Status query is answered Accept before the Status.',
    find: "if (this.move('status')) this.line",
    replace: "this.line.send(this.options.messages.accept, {});\n    if (this.move('status')) this.line",
  },
  {
    name: 'node-ignores-wait-out-of-place',
    requirement: 'JOB-STATE-003',
    what: 'A Wait out of place is ignored.',
    find: "this.move('wait') ? undefined : this.fault(",
    replace: "this.move('wait') ? undefined : void (",
  },
  {
    name: 'node-ignores-accept-out-of-place',
    requirement: 'JOB-STATE-003',
    what: 'An Accept of nothing is ignored.',
    find: "    else this.fault('Accept');",
    replace: '',
  },
  {
    name: 'node-ignores-reject-of-finished',
    requirement: 'JOB-FINISH-002',
    what: 'A Reject of Finished is ignored.',
    find: "if (this.state !== 'joining') return this.fault('Reject');",
    replace: "if (this.state !== 'joining') return;",
  },
  {
    name: 'node-refuses-crossed-accept',
    requirement: 'JOB-STOP-009',
    what: 'The Accept of a Finished that Stop crossed is a protocol error.',
    find: 'else if (this.strayAccept) this.strayAccept = false;',
    replace: '',
  },
  {
    name: 'node-ignores-two-crossed-accepts',
    requirement: 'JOB-STOP-010',
    what: 'After a crossed Stop any number of Accepts is ignored.',
    find: 'else if (this.strayAccept) this.strayAccept = false;',
    replace: 'else if (this.strayAccept) this.strayAccept = true;',
  },
  {
    name: 'node-remembers-crossed-accept',
    requirement: 'JOB-STOP-010',
    what: 'An Accept is still ignored after the next part.',
    find: 'this.strayAccept = this.strayAccept && spec === messages.stop;',
    replace: '',
  },
  {
    name: 'node-always-ignores-accept-after-stop',
    requirement: 'JOB-STOP-011',
    what: 'An Accept after any Stop is ignored, though no Finished was unanswered.',
    find: "if (name === 'stop' && this.state === 'finishing') {\n      this.asked.shift();",
    replace: "if (name === 'stop') {\n      if (this.state === 'finishing') this.asked.shift();",
  },
  {
    name: 'node-stays-after-rejected-join',
    requirement: 'JOB-JOIN-003',
    what: 'A rejected Join is taken for accepted.',
    find: '    this.node.rejected(reason);\n    this.ended(reason);',
    replace: "    this.asked.shift();\n    this.move('accept');\n    this.node.joined();",
  },
]);
