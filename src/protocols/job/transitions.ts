/**
 * Every state change of both roles, as tables: state -> what happens -> next state. Absence means that it does not belong here.
 * All transitions live here; a message that the receiver refuses for its content leaves the state as it was and so has no row.
 * Steps named like a message are received; `send-` steps are one's own.
 * Leaves out what to answer (the sessions). Source: spec/job.md section 3.
 */

/** Ends of a connection, the same in every open state. */
const ending = { disconnect: 'closed', 'send-disconnect': 'closed', lost: 'closed' } as const;

/** The node's side of one connection. */
export const nodeTransitions = {
  joining: { ...ending, accept: 'idle', reject: 'closed' },
  idle: { ...ending, status: 'idle', file: 'input', run: 'input', ret: 'input', 'send-leave': 'leaving' },
  input: {
    ...ending,
    ...{ status: 'input', file: 'input', run: 'input', ret: 'input', wait: 'ready', stop: 'idle' },
    'send-leave': 'leaving',
  },
  ready: { ...ending, status: 'ready', start: 'working', stop: 'idle', 'send-leave': 'leaving' },
  working: { ...ending, status: 'working', stop: 'idle', 'send-finished': 'finishing', 'send-leave': 'leaving' },
  finishing: { ...ending, status: 'finishing', accept: 'returning', stop: 'idle', 'send-leave': 'leaving' },
  returning: { ...ending, status: 'returning', stop: 'idle', 'send-last-result': 'idle', 'send-leave': 'leaving' },
  leaving: { ...ending, accept: 'closed' },
  closed: {},
} as const satisfies Table;

/** The owner's side of one connection. */
export const ownerTransitions = {
  opened: { ...ending, join: 'idle', 'refuse-join': 'closed' },
  idle: { ...ending, leave: 'closed', status: 'idle', 'send-query': 'asking', give: 'transfer' },
  asking: { ...ending, leave: 'closed', status: 'idle', 'give-up': 'idle' },
  transfer: {
    ...ending,
    ...{ leave: 'closed', status: 'transfer', accept: 'transfer', reject: 'transfer' },
    ...{ 'send-start': 'starting', 'send-stop': 'stopping', 'give-up': 'idle' },
  },
  starting: {
    ...ending,
    ...{ leave: 'closed', status: 'starting', accept: 'working', reject: 'starting', 'send-stop': 'stopping' },
  },
  working: { ...ending, leave: 'closed', status: 'working', finished: 'results', 'send-stop': 'stopping' },
  results: {
    ...ending,
    ...{ leave: 'closed', status: 'results', result: 'results', 'last-result': 'idle', 'send-stop': 'stopping' },
  },
  stopping: {
    ...ending,
    ...{ leave: 'closed', status: 'stopping', accept: 'stopping', reject: 'stopping' },
    ...{ finished: 'stopping', result: 'stopping', stopped: 'idle' },
  },
  closed: {},
} as const satisfies Table;

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type NodeState = keyof typeof nodeTransitions;
export type OwnerState = keyof typeof ownerTransitions;

/** The next state, or null where the step does not belong to the state. */
export function nextState<State extends string>(
  table: Readonly<Record<State, Readonly<Record<string, string>>>>,
  state: State,
  step: string,
): State | null {
  const row = table[state];
  return Object.hasOwn(row, step) ? (row[step] as State) : null;
}

/** The status value of a joined node's state, or null. Source: S; D-11, D-12. */
export const statusOfState: Readonly<Record<NodeState, number | null>> = {
  joining: null,
  idle: 1,
  input: 2,
  ready: 3,
  working: 4,
  finishing: 4,
  returning: 4,
  leaving: null,
  closed: null,
};
