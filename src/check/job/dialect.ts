/**
 * The job protocol as a probe speaks it, as owner or as node: which messages octets begin, and the state that a played node is in.
 * Leaves out every rule that a subject is to keep: those stand in the features. Source: spec/job.md sections 2 and 3.
 */
import { jobLimits, jobMessages, type JobMessages, jobPick, statusValues } from '../../protocols/job/index.ts';
import type { MessageSpec } from '../../schema/index.ts';
import { decode, encode } from '../../wire/index.ts';
import type { Dialect, Said } from '../dialect.ts';
import { ExpectationFailed } from '../failure.ts';

export type JobRole = 'owner' | 'node';

export interface JobProfile {
  readonly byteOrder: 'big' | 'little';
  readonly fileNaming: 'embedded' | 'positional';
}

export type JobTitle =
  | 'Accept'
  | 'Reject'
  | 'Join'
  | 'Leave'
  | 'Status'
  | 'Wait'
  | 'Start'
  | 'Stop'
  | 'File'
  | 'Run'
  | 'Ret'
  | 'Finished'
  | 'Result'
  | 'Disconnect';

/** What a played node does with requests that no scenario waits for. */
export type Rest = 'accept parts' | 'reject parts' | 'accept all';

export interface JobDialect extends Dialect {
  /** A message by its title with the fields that are given; all others have values that bind nobody. */
  say(title: JobTitle, value: Readonly<Record<string, unknown>>): Said;
  /** The octets of a File: its name as the profile wants it, then the content. `nameOctets` cuts the name short. */
  fileBytes(name: string, content: Uint8Array, nameOctets?: number): Uint8Array;
  /** The name and the content in the octets of a File. Positional names count on from `index`, from 0. */
  readFile(bytes: Uint8Array, index: number): { readonly name: string; readonly content: Uint8Array };
  /** Titles of requests that have no answer yet, oldest first. */
  readonly unanswered: readonly string[];
  /** Results that are to come, played as owner: accepted Rets. */
  readonly resultsDue: number;
  /** Played as node: whether the owner has asked Status since the last job was over. */
  readonly wasAsked: boolean;
  /** Played as node: what it does from now on with requests that no scenario waits for; a Stop is accepted in any case. */
  answerRest(how: Rest): void;
  /** Played as node: tells this status value from now on, until a job goes on. */
  tell(status: number): void;
}

const requests: readonly string[] = ['File', 'Run', 'Ret', 'Start', 'Stop'];
const parts: readonly string[] = ['File', 'Run', 'Ret'];

/** Fields that a scenario leaves open. */
const open: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Reject: { reason: 'refused by the test' },
  Disconnect: { reason: 'ended by the test' },
  Join: { text: '1.0' },
  Result: { bytes: new Uint8Array(0) },
  File: { bytes: new Uint8Array(0) },
};

/** When the jobs of played nodes start. */
const startedAt = '2026-01-31T12:00:00.000Z';

interface State {
  readonly role: JobRole;
  readonly messages: JobMessages;
  /** Requests, oldest first, that the node has not answered yet. */
  readonly unanswered: string[];
  /** What a played node tells of itself. */
  status: number;
  joined: boolean;
  leaving: boolean;
  finished: boolean;
  results: number;
  rest: Rest | null;
  asked: boolean;
}

/** A fresh side of a connection, played as `role`. */
export function createJobDialect(role: JobRole, profile: JobProfile): JobDialect {
  const messages = jobMessages({ byteOrder: profile.byteOrder, limits: jobLimits });
  const state: State = {
    ...{ role, messages, unanswered: [], status: statusValues.idle },
    ...{ joined: false, leaving: false, finished: false, results: 0, rest: null, asked: false },
  };
  return {
    unanswered: state.unanswered,
    get resultsDue() {
      return state.results;
    },
    get wasAsked() {
      return state.asked;
    },
    answerRest: (how) => void (state.rest = how),
    tell: (status) => void (state.status = status),
    readFile: (bytes, index) => readFile(messages, profile, bytes, index),
    pick: ([code = 0]) => jobPick(messages, role === 'owner' ? 'to-owner' : 'to-node', code, outstanding(state)),
    titleOf: ({ spec }) => titleOf(spec),
    openingOf: (title) => openingOf(specOf(messages, title as JobTitle, role === 'owner' ? 'node' : 'owner')),
    shownOf: ({ value }) => value,
    say: (title, value) => say(state, title, value),
    fileBytes: (name, content, nameOctets) => fileBytes(messages, profile, name, content, nameOctets),
    sent: (said) => (role === 'owner' ? ownerSaid(state, titleOf(said.spec)) : nodeSaid(state, titleOf(said.spec))),
    heard: (said) =>
      role === 'owner' ? nodeAnswered(state, titleOf(said.spec)) : ownerAsked(state, titleOf(said.spec)),
    courtesy: (said) => courtesy(state, said),
    flawOf,
  };
}

function outstanding({ unanswered }: State): 'start' | 'other' | null {
  const first = unanswered[0];
  return first === undefined ? null : first === 'Start' ? 'start' : 'other';
}

/** `accept-start` is an Accept, `status-query` a Status. */
function titleOf(spec: MessageSpec): string {
  const word = spec.name.split('-')[0] ?? '';
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function specOf(messages: JobMessages, title: JobTitle, speaker: JobRole): MessageSpec | undefined {
  if (title === 'Status') return speaker === 'owner' ? messages.statusQuery : messages.status;
  const key = title.toLowerCase();
  return key in messages ? messages[key as keyof JobMessages] : undefined;
}

function openingOf(spec: MessageSpec | undefined): Uint8Array | undefined {
  const field = Object.values(spec?.fields ?? {})[0];
  return field?.kind === 'constant' ? Uint8Array.of(field.value) : undefined;
}

function say(state: State, title: JobTitle, value: Readonly<Record<string, unknown>>): Said {
  const answersStart = title === 'Accept' && state.role === 'node' && outstanding(state) === 'start';
  if (answersStart) return { spec: state.messages.acceptStart, value: { now: startedAt, ...value } };
  return { spec: specOf(state.messages, title, state.role) as MessageSpec, value: { ...open[title], ...value } };
}

function fileBytes(
  messages: JobMessages,
  profile: JobProfile,
  name: string,
  content: Uint8Array,
  nameOctets?: number,
): Uint8Array {
  if (profile.fileNaming === 'positional') return content;
  const head = encode(messages.fileHead, { filename: name });
  return new Uint8Array(Buffer.concat([head.slice(0, nameOctets ?? head.length), content]));
}

function readFile(
  messages: JobMessages,
  profile: JobProfile,
  bytes: Uint8Array,
  index: number,
): { readonly name: string; readonly content: Uint8Array } {
  if (profile.fileNaming === 'positional') return { name: `file-${index + 1}`, content: bytes };
  const head = decode(messages.fileHead, bytes);
  if (head.kind !== 'ok') return { name: `(no name: ${head.kind})`, content: bytes };
  return { name: head.value.filename, content: bytes.slice(head.end) };
}

function ownerSaid(state: State, title: string): void {
  if (requests.includes(title)) state.unanswered.push(title);
}

function nodeAnswered(state: State, title: string): void {
  if (title === 'Result') state.results -= 1;
  if (title !== 'Accept' && title !== 'Reject') return;
  const request = state.unanswered.shift();
  if (title === 'Accept' && request === 'Ret') state.results += 1;
  if (request === 'Stop') state.results = 0;
}

function ownerAsked(state: State, title: string): void {
  if (requests.includes(title)) state.unanswered.push(title);
  else if (title === 'Status') state.asked = true;
  else if (title === 'Wait') state.status = statusValues.ready;
  else if (title === 'Accept' && !state.joined) state.joined = true;
  else if (title === 'Accept' && state.finished) returning(state);
}

function returning(state: State): void {
  state.finished = false;
  if (state.results === 0) over(state);
}

function over(state: State): void {
  state.status = statusValues.idle;
  state.asked = false;
}

function nodeSaid(state: State, title: string): void {
  if (title === 'Leave') state.leaving = true;
  else if (title === 'Finished') state.finished = true;
  else if (title === 'Result' && --state.results === 0) over(state);
  else if (title === 'Accept' || title === 'Reject')
    answered(state, state.unanswered.shift() ?? '', title === 'Accept');
}

function answered(state: State, request: string, accepted: boolean): void {
  if (request === 'Stop') {
    over(state);
    state.results = 0;
    state.finished = false;
  } else if (accepted && request === 'Start') state.status = statusValues.working;
  else if (accepted && parts.includes(request)) {
    state.status = statusValues.input;
    if (request === 'Ret') state.results += 1;
  }
}

function answerOf(state: State, rest: Rest, title: string): readonly Said[] | null {
  if (title === 'Stop') return [say(state, 'Accept', {})];
  if (parts.includes(title)) return [say(state, rest === 'reject parts' ? 'Reject' : 'Accept', {})];
  if (rest !== 'accept all') return null;
  return title === 'Start' ? [say(state, 'Accept', {})] : title === 'Wait' ? [] : null;
}

/** An owner may ask Status at any time after it accepted the Join; a node that leaves takes no note of it. Source: D-11, D-29. */
function courtesy(state: State, said: Said): readonly Said[] | null {
  const title = titleOf(said.spec);
  const rest = state.rest === null ? null : answerOf(state, state.rest, title);
  if (rest !== null) return rest;
  if (said.spec !== state.messages.statusQuery || !state.joined) return null;
  return state.leaving ? [] : [{ spec: state.messages.status, value: { value: state.status } }];
}

/** A Reject or Disconnect says why; what it says binds nobody. Source: D-23. */
function flawOf({ spec, value }: Said): ExpectationFailed | null {
  if (!('reason' in spec.fields) || value['reason'] !== '') return null;
  const expected = `${titleOf(spec)} with a reason`;
  return new ExpectationFailed({ expected, actual: 'an empty reason', code: 'empty-reason' });
}
