/**
 * More faults of the node on its connection that the scenarios of one requirement alone can notice: joining, answers, time.
 * Leaves out the first ones (node-session-narrow-faults.ts) and Start to Result (job-narrow-node-work.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';
import { afterSilence } from './silence.ts';

const accept = '    this.move(name);\n    this.line.send(this.options.messages.accept, {});';
const noStatus = "    else this.fault('Status');";

export const jobNarrowNodeSession: readonly Mutant[] = inFile('src/protocols/job/node-session.ts', [
  {
    name: 'node-rejects-with-a-reason-once',
    requirement: 'JOB-FRAME-010',
    what: 'A request out of place that is rejected a second time is rejected with an empty reason.',
    find: '      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });',
    replace: `      const reason = this.unexpected(spec.name);
      this.line.send(this.options.messages.reject, { reason: reason === this.told ? '' : reason });
      this.told = reason;`,
  },
  {
    name: 'node-has-no-reason-for-ascii',
    requirement: 'JOB-FRAME-011',
    what: 'The Disconnect for an unknown type that is a character of ASCII has an empty reason.',
    find: 'fault: (fault: Fault) => this.disconnect(faultReason(fault)),',
    replace: `fault: (fault: Fault) =>
        this.disconnect(
          fault.code === 'unknown-message' && fault.seen > 0x20 && fault.seen < 0x80 ? '' : faultReason(fault),
        ),`,
  },
  {
    name: 'node-is-impatient-to-join',
    requirement: 'JOB-JOIN-002',
    what: 'A Join must be accepted within 0.3 s.',
    find: 'first.atUs + this.options.answerUs;',
    replace: "first.atUs + Math.min(this.options.answerUs, first.name === 'join' ? 300_000 : Infinity);",
  },
  {
    name: 'node-keeps-connection-after-rejected-join',
    requirement: 'JOB-JOIN-003',
    what: 'The connection is forgotten and not closed when a Join was rejected.',
    find: '    this.node.rejected(reason);\n    this.ended(reason);',
    replace: '    this.node.rejected(reason);\n    this.close(reason);',
  },
  {
    name: 'node-says-join-again-after-silence',
    requirement: 'JOB-JOIN-012',
    what: 'A joined node that hears nothing for 0.2 s says Join again.',
    find: "if (first === 'join') this.node.joined();",
    replace: `if (first === 'join') {
        ${afterSilence('NodeSession', {
          forUs: 200_000,
          holds: "this.state === 'idle'",
          act: 'this.line.send(this.options.messages.join, { text: writeJoinText(this.options.joining) });',
        })}
        this.node.joined();
      }`,
  },
  {
    name: 'node-tells-last-state',
    requirement: 'JOB-STATUS-001',
    what: 'A node that told that it waits for input tells so after Wait as well.',
    find: "if (this.move('status')) this.line.send(this.options.messages.status, { value: statusOfState[this.state] });",
    replace: `if (this.move('status')) {
      const value = this.told === 2 && this.state === 'ready' ? 2 : statusOfState[this.state];
      this.told = value;
      this.line.send(this.options.messages.status, { value });
    }`,
  },
  {
    name: 'node-accepts-status-when-finished',
    requirement: 'JOB-STATUS-003',
    what: 'While Finished is unanswered, a Status query is answered Accept after the Status.',
    find: noStatus,
    replace: `${noStatus}
    if (this.state === 'finishing') this.line.send(this.options.messages.accept, {});`,
  },
  {
    name: 'node-is-idle-after-first-ret',
    requirement: 'JOB-FILE-002',
    what: 'A node whose first part was a Ret tells that it is idle.',
    find: accept,
    replace: `    if (name === 'ret' && this.state === 'idle')
      this.answerStatus = () => this.line.send(this.options.messages.status, { value: 1 });
${accept}`,
  },
  {
    name: 'node-rejects-run-behind-file',
    requirement: 'JOB-FILE-008',
    what: 'A Run that comes while a File is being stored is rejected at once, before the File is accepted.',
    find: 'message: (spec, value) => this.inbox.message(spec, value),',
    replace: `message: (spec, value) =>
        this.request === 'file' && spec === options.messages.run
          ? this.line.send(options.messages.reject, { reason: 'a file is being stored' })
          : this.inbox.message(spec, value),`,
  },
  {
    name: 'node-rejects-long-name-twice',
    requirement: 'JOB-FILE-009',
    what: 'A name that is too long is rejected twice.',
    find: '    this.line.send(this.options.messages.reject, { reason });',
    replace: `    this.line.send(this.options.messages.reject, { reason });
    if (reason.startsWith('file name longer')) this.line.send(this.options.messages.reject, { reason });`,
  },
  {
    name: 'node-passes-over-wait-after-one-file',
    requirement: 'JOB-WAIT-001',
    what: 'Wait after one File and nothing else changes nothing.',
    find: accept,
    replace: `    const isFirstFile = this.state === 'idle' && name === 'file';
${accept}
    const { move } = NodeSession.prototype;
    this.move = isFirstFile ? (step) => step === 'wait' || move.call(this, step) : move;`,
  },
  {
    name: 'node-accepts-wait-after-late-file',
    requirement: 'JOB-WAIT-002',
    what: 'Wait right after a File that came after a Ret is answered Accept.',
    find: accept,
    replace: `    const isLateFile = this.lastPart === 'ret' && name === 'file';
    this.lastPart = name;
${accept}
    this.move = (step) => {
      if (isLateFile && step === 'wait') this.line.send(this.options.messages.accept, {});
      return NodeSession.prototype.move.call(this, step);
    };`,
  },
  {
    name: 'node-stays-when-idle-leave-is-accepted',
    requirement: 'JOB-LEAVE-005',
    what: 'A node that was idle when it said Leave keeps the connection when that was accepted.',
    find: "    assert(this.move('send-leave'), ",
    replace: `    if (this.state === 'idle') {
      this.leaveAnswered = () => this.node.left();
      this.lost = () => undefined;
    }
    assert(this.move('send-leave'), `,
  },
]);
