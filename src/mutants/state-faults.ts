/**
 * Deliberate faults of both tables of states: what belongs where, and what a state is called in `Status`.
 * Leaves out what is answered (owner-session-faults.ts, node-session-faults.ts). Source: spec/job.md section 3.
 */
import { inFile, type Mutant } from './mutant.ts';

export const stateFaults: readonly Mutant[] = inFile('src/protocols/job/transitions.ts', [
  {
    name: 'owner-takes-second-join',
    requirement: 'JOB-JOIN-010',
    what: 'A second Join on an accepted connection is accepted.',
    find: "idle: { ...ending, leave: 'closed', status: 'idle',",
    replace: "idle: { ...ending, join: 'idle', leave: 'closed', status: 'idle',",
  },
  {
    name: 'owner-refuses-leave-while-working',
    requirement: 'JOB-LEAVE-003',
    what: 'Leave while working is a protocol error.',
    find: "working: { ...ending, leave: 'closed', status: 'working', finished",
    replace: "working: { ...ending, status: 'working', finished",
  },
  {
    name: 'owner-refuses-crossed-result',
    requirement: 'JOB-STOP-017',
    what: 'A Result that crosses Stop is a protocol error.',
    find: "finished: 'stopping', result: 'stopping', stopped",
    replace: "finished: 'stopping', stopped",
  },
  {
    name: 'node-refuses-status-while-working',
    requirement: 'JOB-STATUS-002',
    what: 'Status is out of place while working.',
    find: "working: { ...ending, status: 'working', stop",
    replace: 'working: { ...ending, stop',
  },
  {
    name: 'node-refuses-status-in-ready',
    requirement: 'JOB-STATUS-001',
    what: 'Status is out of place in ready.',
    find: "ready: { ...ending, status: 'ready', start",
    replace: 'ready: { ...ending, start',
  },
  {
    name: 'node-is-idle-while-returning',
    requirement: 'JOB-STATUS-004',
    what: 'Between Finished and the last Result the status is 1.',
    find: '  finishing: 4,\n  returning: 4,',
    replace: '  finishing: 1,\n  returning: 1,',
  },
  {
    name: 'node-says-ready-in-input',
    requirement: 'JOB-STATUS-001',
    what: 'In input the status is 3.',
    find: '  input: 2,',
    replace: '  input: 3,',
  },
  {
    name: 'node-says-input-in-idle',
    requirement: 'JOB-STATUS-001',
    what: 'In idle the status is 2.',
    find: '  idle: 1,',
    replace: '  idle: 2,',
  },
  {
    name: 'node-says-input-in-ready',
    requirement: 'JOB-STATUS-001',
    what: 'In ready the status is 2.',
    find: '  ready: 3,',
    replace: '  ready: 2,',
  },
  {
    name: 'node-says-ready-while-working',
    requirement: 'JOB-STATUS-001',
    what: 'While working the status is 3.',
    find: '  working: 4,',
    replace: '  working: 3,',
  },
  {
    name: 'node-takes-file-in-ready',
    requirement: 'JOB-STATE-001',
    what: 'A File after Wait is accepted.',
    find: "ready: { ...ending, status: 'ready', start",
    replace: "ready: { ...ending, file: 'ready', status: 'ready', start",
  },
  {
    name: 'node-starts-without-wait',
    requirement: 'JOB-STATE-001',
    what: 'Start is accepted before Wait.',
    find: "wait: 'ready', stop: 'idle' }",
    replace: "wait: 'ready', start: 'working', stop: 'idle' }",
  },
  {
    name: 'node-accepts-stop-in-idle',
    requirement: 'JOB-STOP-007',
    what: 'Stop is accepted in idle.',
    find: "ret: 'input', 'send-leave': 'leaving' },",
    replace: "ret: 'input', stop: 'idle', 'send-leave': 'leaving' },",
  },
  {
    name: 'node-refuses-stop-in-ready',
    requirement: 'JOB-STOP-005',
    what: 'Stop is rejected in ready.',
    find: "start: 'working', stop: 'idle', 'send-leave'",
    replace: "start: 'working', 'send-leave'",
  },
  {
    name: 'node-refuses-stop-in-input',
    requirement: 'JOB-STOP-005',
    what: 'Stop is rejected in input.',
    find: "wait: 'ready', stop: 'idle' }",
    replace: "wait: 'ready' }",
  },
  {
    name: 'node-stays-ready-after-stop',
    requirement: 'JOB-STOP-005',
    what: 'After Stop in ready the node is in input.',
    find: "start: 'working', stop: 'idle', 'send-leave'",
    replace: "start: 'working', stop: 'input', 'send-leave'",
  },
]);
