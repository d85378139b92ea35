/**
 * Deliberate faults of the owner on one connection: joining, giving a job, what a node sends out of place, time.
 * Leaves out the owner's queue (owner-faults.ts). Source: spec/job.md sections 3 and 4.
 */
import { inFile, type Mutant } from './mutant.ts';

const session = inFile('src/protocols/job/owner-session.ts', [
  {
    name: 'owner-keeps-refused-node',
    requirement: 'JOB-JOIN-009',
    what: 'After a Reject of Join the owner leaves the connection open.',
    find: `      this.line.send(messages.reject, { reason: joining });
      this.ended(joining);`,
    replace: '      this.line.send(messages.reject, { reason: joining });',
  },
  {
    name: 'owner-disconnects-refused-node',
    requirement: 'JOB-JOIN-006',
    what: 'A bad Join is answered Disconnect instead of Reject.',
    find: '      this.line.send(messages.reject, { reason: joining });',
    replace: '      this.line.send(messages.disconnect, { reason: joining });',
  },
  {
    name: 'owner-rejects-without-reason',
    requirement: 'JOB-FRAME-012',
    what: 'The Reject of a Join has an empty reason.',
    find: 'this.line.send(messages.reject, { reason: joining });',
    replace: "this.line.send(messages.reject, { reason: '' });",
  },
  {
    name: 'owner-disconnects-without-reason',
    requirement: 'JOB-FRAME-013',
    what: 'The Disconnect after a protocol error has an empty reason.',
    find: 'this.line.send(this.options.messages.disconnect, { reason });',
    replace: "this.line.send(this.options.messages.disconnect, { reason: '' });",
  },
  {
    name: 'owner-closes-without-disconnect',
    requirement: 'JOB-STATE-006',
    what: 'After a message out of place the owner closes without Disconnect.',
    find: 'this.disconnect(`unexpected ${title} in ${this.state}`);',
    replace: 'this.ended(`unexpected ${title} in ${this.state}`);',
  },
  {
    name: 'owner-closes-on-reserved-code',
    requirement: 'JOB-CODE-002',
    what: 'After octets that are no message the owner closes without Disconnect.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: 'fault: (fault) => this.ended(faultReason(fault)),',
  },
  {
    name: 'owner-ignores-reserved-code',
    requirement: 'JOB-CODE-002',
    what: 'After an unknown message type the owner does nothing at all.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: "fault: (fault) => (fault.code === 'unknown-message' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'owner-ignores-bad-utf8',
    requirement: 'JOB-FRAME-009',
    what: 'After a text that is not UTF-8 the owner does nothing at all.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: "fault: (fault) => (fault.code === 'bad-utf8' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'owner-ignores-size-over-limit',
    requirement: 'JOB-LIMIT-002',
    what: 'After a length over its limit the owner does nothing at all.',
    find: 'fault: (fault) => this.disconnect(faultReason(fault)),',
    replace: "fault: (fault) => (fault.code === 'size-over-limit' ? undefined : this.disconnect(faultReason(fault))),",
  },
  {
    name: 'owner-answers-disconnect',
    requirement: 'JOB-DISC-004',
    what: 'A Disconnect is answered with a Disconnect.',
    find: "if (spec === messages.disconnect) return this.ended(value['reason'] as string);",
    replace: "if (spec === messages.disconnect) return this.disconnect(value['reason'] as string);",
  },
  {
    name: 'owner-ignores-disconnect',
    requirement: 'JOB-LOST-010',
    what: 'A Disconnect changes nothing: the node stays among the nodes, its job stays given.',
    find: "if (spec === messages.disconnect) return this.ended(value['reason'] as string);",
    replace: 'if (spec === messages.disconnect) return;',
  },
  {
    name: 'owner-does-not-answer-leave',
    requirement: 'JOB-LEAVE-001',
    what: 'Leave gets no Accept, only a close.',
    find: `    this.line.send(this.options.messages.accept, {});
    this.ended('left');`,
    replace: "    this.ended('left');",
  },
  {
    name: 'owner-stays-after-leave',
    requirement: 'JOB-LEAVE-002',
    what: 'After its Accept of Leave the owner does not close.',
    find: "    this.ended('left');",
    replace: "    this.close('left');",
  },
  {
    name: 'owner-takes-any-status',
    requirement: 'JOB-STATUS-006',
    what: 'A status value outside 1 to 4 is taken.',
    find: 'if (value < 1 || value > 4) return',
    replace: 'if (value > 255) return',
  },
  {
    name: 'owner-takes-status-five',
    requirement: 'JOB-STATUS-006',
    what: 'Status 5 is taken.',
    find: 'if (value < 1 || value > 4) return',
    replace: 'if (value < 1 || value > 5) return',
  },
  {
    name: 'owner-forgets-wait',
    requirement: 'JOB-WAIT-004',
    what: 'Start comes without Wait before it.',
    find: '    this.line.send(messages.wait, {});\n',
    replace: '',
  },
  {
    name: 'owner-starts-before-wait',
    requirement: 'JOB-START-001',
    what: 'Wait comes after Start.',
    find: `    this.line.send(messages.wait, {});
    this.line.send(messages.start, {});`,
    replace: `    this.line.send(messages.start, {});
    this.line.send(messages.wait, {});`,
  },
  {
    name: 'owner-goes-on-after-rejected-part',
    requirement: 'JOB-OWNER-010',
    what: 'A job with a rejected part is started all the same.',
    find: `      job.refused = true;
      this.owner.refused(reason);`,
    replace: '      job.accept();',
  },
  {
    name: 'owner-keeps-rejected-start',
    requirement: 'JOB-OWNER-015',
    what: 'After a rejected Start the owner does not send Stop.',
    find: "if (this.state === 'starting') this.sendStop();",
    replace: "if (this.state === 'starting') return;",
  },
  {
    name: 'owner-does-not-accept-finished',
    requirement: 'JOB-FINISH-001',
    what: 'Finished gets no Accept.',
    find: `    if (ignored) return;
    this.line.send(this.options.messages.accept, {});`,
    replace: '    if (ignored) return;',
  },
  {
    name: 'owner-answers-crossed-finished',
    requirement: 'JOB-STOP-016',
    what: 'A Finished that crosses Stop is answered Accept.',
    find: '    if (ignored) return;\n',
    replace: '',
  },
  {
    name: 'owner-refuses-crossed-finished',
    requirement: 'JOB-STOP-016',
    what: 'A Finished that crosses Stop is taken for a protocol error.',
    find: "const ignored = this.state === 'stopping';",
    replace: "const ignored = this.state === 'stopping';\n    if (ignored) return this.fault('Finished');",
  },
  {
    name: 'owner-takes-finished-without-job',
    requirement: 'JOB-STATE-006',
    what: 'A Finished without a job is ignored.',
    find: "if (!this.move('finished')) return this.fault('Finished');",
    replace: "if (!this.move('finished')) return;",
  },
  {
    name: 'owner-takes-result-too-many',
    requirement: 'JOB-STATE-009',
    what: 'A Result too many is ignored.',
    find: "if (!this.move('result')) return this.fault('Result');",
    replace: "if (!this.move('result')) return;",
  },
  {
    name: 'owner-takes-answer-to-nothing',
    requirement: 'JOB-STATE-007',
    what: 'An Accept or Reject of nothing is ignored.',
    find: 'if (name === undefined || !this.move(step)) return this.fault(spec.name);',
    replace: 'if (name === undefined || !this.move(step)) return;',
  },
  {
    name: 'owner-ends-results-early',
    requirement: 'JOB-RESULT-004',
    what: 'The job is finished one Result too early.',
    find: `    this.job.resultsLeft -= 1;
    if (this.job.resultsLeft === 0) this.allResults();`,
    replace: `    this.job.resultsLeft -= 1;
    if (this.job.resultsLeft <= 1) this.allResults();`,
  },
  {
    name: 'owner-takes-start-for-plain',
    requirement: 'JOB-FRAME-004',
    what: 'The Accept of Start is read without its text.',
    find: "jobPick(options.messages, 'to-owner', code, outstandingOf(this.asked)),",
    replace: "jobPick(options.messages, 'to-owner', code, outstandingOf(this.asked) && 'other'),",
  },
  {
    name: 'owner-embeds-names-always',
    requirement: 'JOB-FILE-006',
    what: 'With positional naming, File still begins with the name.',
    find: 'const source = embeddedNames ? ',
    replace: 'const source = embeddedNames || content.size > 0 ? ',
    profile: 'fileNaming=positional',
  },
  {
    name: 'owner-forgets-file-name',
    requirement: 'JOB-FILE-004',
    what: 'File holds the content alone, without the name before it.',
    find: 'const source = embeddedNames ? ',
    replace: 'const source = embeddedNames && content.size < 0 ? ',
  },
  {
    name: 'owner-frees-node-before-stop-answer',
    requirement: 'JOB-STOP-018',
    what: 'Where a Stop is rejected, the owner waits for ever.',
    find: "    if (name === 'stop') this.free('stopped');\n    else if (job === null",
    replace: "    if (name === 'stop') return;\n    else if (job === null",
  },
]);

const transfer = inFile('src/protocols/job/transfer.ts', [
  {
    name: 'owner-starts-before-answers',
    requirement: 'JOB-WAIT-003',
    what: 'Wait and Start are sent before every part is answered.',
    find: '    if (waiting > 0) return null;\n',
    replace: '',
  },
  {
    name: 'owner-forgets-stop-after-reject',
    requirement: 'JOB-OWNER-011',
    what: 'A job with an accepted and a rejected part is given up without Stop.',
    find: "if (this.refused) return this.accepted > 0 ? 'stop' : 'give-up';",
    replace: "if (this.refused) return 'give-up';",
  },
  {
    name: 'owner-stops-what-never-began',
    requirement: 'JOB-OWNER-012',
    what: 'Stop is sent though the only part was rejected.',
    find: "if (this.refused) return this.accepted > 0 ? 'stop' : 'give-up';",
    replace: "if (this.refused) return 'stop';",
  },
  {
    name: 'owner-drops-last-part',
    requirement: 'JOB-RUN-004',
    what: 'The last part of a job is never sent.',
    find: 'this.parts = parts;',
    replace: 'this.parts = parts.slice(0, -1);',
  },
]);

const patience = inFile('src/protocols/job/patience.ts', [
  {
    name: 'owner-never-asks-silent-node',
    requirement: 'JOB-TIME-009',
    what: 'A silent node is disconnected without having been asked.',
    find: '    this.queries += 1;\n    this.queriedAtUs = nowUs;',
    replace: "    if (nowUs > 0) return 'give-up';\n    this.queriedAtUs = nowUs;",
  },
  {
    name: 'owner-gives-up-after-one-query',
    requirement: 'JOB-TIME-010',
    what: 'One unanswered query ends the connection.',
    find: 'const QUERIES_MAX = 2;',
    replace: 'const QUERIES_MAX = 1;',
  },
  {
    name: 'owner-never-gives-silent-node-up',
    requirement: 'JOB-TIME-010',
    what: 'A silent node is asked for ever.',
    find: "if (this.queries === QUERIES_MAX) return 'give-up';",
    replace: '',
  },
  {
    name: 'owner-waits-for-answers-for-ever',
    requirement: 'JOB-TIME-005',
    what: 'A request may go unanswered for ever.',
    find: 'return this.waitingSinceUs === null ? silentUs : Math.min(silentUs, this.waitingSinceUs + answerUs);',
    replace: 'return silentUs;',
  },
  {
    name: 'owner-does-not-hear-octets',
    requirement: 'JOB-TIME-011',
    what: 'Only an answered query ends a silence, other octets do not.',
    find: '  heard(): void {\n    this.queries = 0;',
    replace: '  heard(): void {',
  },
]);

export const ownerSessionFaults: readonly Mutant[] = [...session, ...transfer, ...patience];
