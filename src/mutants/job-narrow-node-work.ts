/**
 * More faults of the node from Start to the last Result, and of Stop, that the scenarios of one requirement alone can notice.
 * Leaves out what comes before Start (job-narrow-node-session.ts) and programs as such (job-narrow-programs.ts). Source: spec/job.md.
 */
import { inFile, type Mutant } from './mutant.ts';
import { afterSilence } from './silence.ts';

const accept = '    this.move(name);\n    this.line.send(this.options.messages.accept, {});';
const noStatus = "    else this.fault('Status');";
const finished = '    this.line.send(this.options.messages.finished, {});';

const session = inFile('src/protocols/job/node-session.ts', [
  {
    name: 'node-rejects-start-after-rejected-part',
    requirement: 'JOB-START-002',
    what: 'A ready node that rejected a part rejects Start as well.',
    find: '      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });',
    replace: `      this.line.send(this.options.messages.reject, { reason: this.unexpected(spec.name) });
      const { next } = NodeSession.prototype;
      if (this.state === 'ready') this.next = (step) => (step === 'start' ? null : next.call(this, step));`,
  },
  {
    name: 'node-forgets-finished-after-status',
    requirement: 'JOB-WORK-001',
    what: 'A node that was asked for its status while it worked never says Finished.',
    find: noStatus,
    replace: `${noStatus}
    if (this.state === 'working') this.finished = () => undefined;`,
  },
  {
    name: 'node-says-finished-after-a-second',
    requirement: 'JOB-WORK-003',
    what: 'After a second of silence a working node says Finished, though its program runs.',
    find: '    begin();\n',
    replace: `    begin();
    ${afterSilence('NodeSession', { forUs: 1_000_000, holds: "this.state === 'working'", act: 'this.finished();' })}
`,
  },
  {
    name: 'node-sends-results-after-a-second',
    requirement: 'JOB-RET-001',
    what: 'The Results come when Finished was unanswered for a second.',
    find: finished,
    replace: `${finished}
    ${afterSilence('NodeSession', {
      forUs: 1_000_000,
      holds: "this.state === 'finishing'",
      act: "this.move('accept'); this.asked.shift(); this.node.finishedAccepted();",
    })}`,
  },
  {
    name: 'node-forgets-results-after-a-while',
    requirement: 'JOB-RET-002',
    what: 'Where Finished is accepted later than after 0.2 s no Result comes.',
    find: `      this.asked.shift();
      if (first === 'join') this.node.joined();
      else this.node.finishedAccepted();`,
    replace: `      const { atUs } = this.asked.shift();
      if (first === 'join') this.node.joined();
      else if (this.turn.env.nowUs < atUs + 200_000) this.node.finishedAccepted();`,
  },
  {
    name: 'node-tells-working-once-after-stop',
    requirement: 'JOB-STOP-002',
    what: 'The first time that it is asked after a Stop, a node that worked tells that it works.',
    find: accept,
    replace: `    if (name === 'stop' && this.state === 'working')
      this.answerStatus = () => {
        delete this.answerStatus;
        this.line.send(this.options.messages.status, { value: 4 });
      };
${accept}`,
  },
  {
    name: 'node-says-finished-of-stopped-job',
    requirement: 'JOB-STOP-003',
    what: 'A second after its job was stopped the node says Finished.',
    find: accept,
    replace: `    const isStopped = name === 'stop' && this.state === 'working';
${accept}
    if (isStopped) ${afterSilence('NodeSession', { forUs: 1_000_000, holds: "this.state === 'idle'", act: finished })}`,
  },
  {
    name: 'node-accepts-second-stop',
    requirement: 'JOB-STOP-007',
    what: 'A node whose job was stopped accepts Stop in idle from then on.',
    find: accept,
    replace: `${accept}
    const { next } = NodeSession.prototype;
    if (name === 'stop')
      this.next = (step) => (step === 'stop' && this.state === 'idle' ? 'idle' : next.call(this, step));`,
  },
  {
    name: 'node-sends-result-of-stopped-job',
    requirement: 'JOB-STOP-008',
    what: 'After a Stop that crossed Finished, and a second of silence, a Result comes.',
    find: '      this.strayAccept = true;',
    replace: `      this.strayAccept = true;
      ${afterSilence('NodeSession', {
        forUs: 1_000_000,
        holds: "this.state === 'idle'",
        act: 'this.line.stream(this.options.messages.result, { size: 0, read: () => undefined }, () => undefined);',
        again: true,
      })}`,
  },
]);

const startRunner = '() =>\n      this.runner.start(runs, () => session.finished()),';

const node = inFile('src/node/job/node.ts', [
  {
    name: 'node-tells-ready-of-job-without-ret',
    requirement: 'JOB-START-003',
    what: 'A node that works on a job without a Ret tells that it is ready.',
    find: startRunner,
    replace: `() => {
      const tell = (): void =>
        session.line.send(session.options.messages.status, { value: session.state === 'working' ? 3 : session.status });
      if (this.workspace.rets.length === 0) session.answerStatus = tell;
      this.runner.start(runs, () => session.finished());
    },`,
  },
  {
    name: 'node-tells-time-in-seconds-without-ret',
    requirement: 'JOB-START-004',
    what: 'The time at which a job without a Ret started has no milliseconds.',
    find: 'new Date(this.turn.env.wallMs).toISOString()',
    replace: `new Date(this.turn.env.wallMs)
        .toISOString()
        .replace(this.workspace.rets.length === 0 ? /\\.\\d+/ : '', '')`,
  },
  {
    name: 'node-never-finishes-files-alone',
    requirement: 'JOB-WORK-002',
    what: 'A job without Runs and Rets is never finished.',
    find: startRunner,
    replace: `() =>
      this.runner.start(runs, () => (runs.length + this.workspace.rets.length > 0 ? session.finished() : undefined)),`,
  },
  {
    name: 'node-serves-five-jobs',
    requirement: 'JOB-NODE-001',
    what: 'After its fifth job a node does not become idle.',
    find: '      session.lastResult();\n',
    replace: `      this.jobs = (this.jobs ?? 0) + 1;
      if (this.jobs !== 5) session.lastResult();
`,
  },
  {
    name: 'node-lets-stopped-program-run',
    requirement: 'JOB-STOP-004',
    what: 'Stop is accepted at once, and what runs goes on.',
    find: '    this.dropJob(() => session?.accept());',
    replace: `    const { processes } = this.runner;
    this.runner = Object.assign(new Runner(this.turn, this.disk), { processes });
    this.dropJob(() => session?.accept());`,
  },
  {
    name: 'node-lets-program-run-when-cut-off',
    requirement: 'JOB-NODE-005',
    what: 'When the connection breaks, what runs goes on.',
    find: "    this.out.event({ kind: 'closed', reason });\n    this.dropJob(() => undefined);",
    replace: `    this.out.event({ kind: 'closed', reason });
    const { processes } = this.runner;
    if (reason === null) this.runner = Object.assign(new Runner(this.turn, this.disk), { processes });
    this.dropJob(() => undefined);`,
  },
]);

const results = inFile('src/node/job/results.ts', [
  {
    name: 'node-sends-fourth-result-for-three',
    requirement: 'JOB-RET-004',
    what: 'Three Rets give four Results.',
    find: '  if (path === undefined || order.halted()) return order.done();',
    replace: `  if (path === undefined && rets.length === 3)
    return session.result({ size: 0, read: () => undefined }, order.done);
  if (path === undefined || order.halted()) return order.done();`,
  },
  {
    name: 'node-is-not-idle-after-empty-result',
    requirement: 'JOB-STATUS-005',
    what: 'A node whose last Result is empty does not become idle.',
    find: '() => sendFrom(order, index + 1));',
    replace: '() => (given === 0 && index + 1 === rets.length ? undefined : sendFrom(order, index + 1)));',
  },
]);

export const jobNarrowNodeWork: readonly Mutant[] = [...session, ...node, ...results];
