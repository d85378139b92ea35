/**
 * Looks whether an adapter keeps the contract, without any protocol on the wire: every operation that all roles have, wrong requests,
 * and the end. Leaves out what the subject does with a counterpart; that is the suite's. Source: spec/adapter.md.
 */
import { SubjectBroke } from '../../check/world.ts';
import type { ContractAnswer, Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { isObject, readHello } from './adapter-line.ts';
import { type AdapterBounds, type AdapterProcess, startAdapter } from './adapter-process.ts';
import { addressText, probeTarget } from './target-world.ts';

export interface LintOptions {
  readonly command: string | readonly string[];
  readonly protocol: string;
  readonly profile: Readonly<Record<string, string>>;
  readonly bounds?: Partial<AdapterBounds>;
  /** Each line to (`>`) and from (`<`) the adapter, and of its standard error (`!`) at the end. */
  onLine(direction: '>' | '<' | '!', text: string): void;
}

export interface LintResult {
  /** What is against the contract, a sentence each. */
  readonly findings: readonly string[];
  /** Why it could not be looked at to the end, or null. */
  readonly broke: string | null;
}

/** What is known of the roles of a protocol, and the claims there are. */
interface ProtocolFacts {
  readonly claims: readonly string[];
  readonly roles: Readonly<Record<string, RoleFacts>>;
}

interface RoleFacts {
  /** One that every subject takes. */
  readonly config: JsonObject;
  /** Operations after `start` that make it listen: the last answer, or without any that of `start`, says where. Null: it never does. */
  readonly listens: readonly (readonly [op: string, args: JsonObject])[] | null;
}

const uuid = '00000000-0000-4000-8000-000000000001';

const goOnline = [
  ['create-net', { net: { uuid, name: 'lint' }, listen: { host: '127.0.0.1', port: 0 } }],
  ['open-net', {}],
] as const;

const protocols: Readonly<Record<string, ProtocolFacts>> = {
  job: {
    claims: ['timers', 'limits', 'programs'],
    roles: {
      owner: { config: {}, listens: [] },
      node: { config: { version: '1.0', modules: [] }, listens: null },
    },
  },
  cluster: {
    claims: ['timers', 'kernels', 'compilers'],
    roles: {
      node: { config: { uuid, name: 'lint' }, listens: goOnline },
      endpoint: { config: { service: 'client' }, listens: null },
    },
  },
  gate: {
    claims: ['timers', 'limits', 'form', 'channelKey', 'secret', 'ping', 'routing'],
    roles: { node: { config: { uid: uuid, services: ['echo', 'sink'], routing: true }, listens: null } },
  },
};

/** The protocols whose adapters can be looked at. */
export const lintProtocols: readonly string[] = Object.keys(protocols);

interface Lint {
  readonly adapter: AdapterProcess;
  readonly facts: ProtocolFacts;
  readonly findings: string[];
}

/** Starts the adapter, tries it and ends it. Throws UsageError for a command that cannot be split. */
export async function lintAdapter(options: LintOptions): Promise<LintResult> {
  const adapter = startAdapter({ command: options.command, bounds: options.bounds ?? {}, onLine: options.onLine });
  const lint: Lint = { adapter, facts: protocols[options.protocol] ?? { claims: [], roles: {} }, findings: [] };
  let broke: string | null = null;
  try {
    await lintAll(lint, options);
  } catch (error) {
    if (!(error instanceof SubjectBroke)) throw error;
    broke = error.message;
  }
  const end = await adapter.end();
  if (broke === null && end !== 'input')
    lint.findings.push(`it did not end when its standard input was closed (${end} ended it)`);
  for (const line of adapter.stderr().split('\n')) if (line !== '') options.onLine('!', line);
  return { findings: lint.findings, broke };
}

async function lintAll(lint: Lint, options: LintOptions): Promise<void> {
  const roles = await lintHello(lint, options);
  await lintUnknown(lint);
  await lintWrong(lint);
  for (const role of roles) await lintRole(lint, role);
  for (const which of ['first', 'second']) await mustWork(lint, 'reset', {}, `the ${which} of two "reset" in a row`);
}

async function lintHello(lint: Lint, { protocol, profile }: LintOptions): Promise<readonly string[]> {
  const answer = await lint.adapter.request('hello', { contract: 1, protocol, profile });
  if ('error' in answer) throw new SubjectBroke(`"hello" was answered ${answer.error.code}: ${answer.error.message}`);
  const hello = readHello(answer.ok);
  if (typeof hello === 'string') throw new SubjectBroke(`the answer to "hello" is wrong: ${hello}`);
  const { claims, roles } = lint.facts;
  for (const role of hello.roles)
    if (!(role in roles)) lint.findings.push(`"hello" gives a role that ${protocol} has not: ${role}`);
  for (const claim of hello.claims)
    if (!claims.includes(claim)) lint.findings.push(`"hello" claims what ${protocol} has not: ${claim}`);
  return hello.roles.filter((role) => role in roles);
}

async function lintUnknown({ adapter, findings }: Lint): Promise<void> {
  const answer = await adapter.request('no-such-operation', {});
  if ('ok' in answer) findings.push('an unknown operation was answered ok (want the error unsupported or bad-request)');
  else if (answer.error.code === 'failed')
    findings.push('an unknown operation was answered failed (want unsupported or bad-request)');
}

async function lintWrong({ adapter, findings }: Lint): Promise<void> {
  const wrong: readonly (readonly [string, string, JsonObject])[] = [
    ['"start" without a role', 'start', {}],
    ['"start" of an unknown role', 'start', { role: 'no-such-role', config: {} }],
    ['"start" with a role that is a number', 'start', { role: 7, config: {} }],
    ['"state" of an unknown role', 'state', { role: 'no-such-role' }],
  ];
  for (const [title, op, args] of wrong) {
    if ('ok' in (await adapter.request(op, args))) findings.push(`${title} was answered ok (want an error)`);
  }
}

async function lintRole(lint: Lint, role: string): Promise<void> {
  await started(lint, role);
  await lintState(lint, role);
  await mustWork(lint, 'stop', { role });
  await forget(lint);
  const crashed = await started(lint, role);
  await mustWork(lint, 'crash', { role });
  await mustBeGone(lint, crashed, `"crash" of ${role}`);
  await forget(lint);
  const left = await started(lint, role);
  await mustWork(lint, 'reset', {}, `"reset" with ${role} started`);
  await mustBeGone(lint, left, '"reset"');
}

/** What a subject has stored stays for its next start: a net that is made again would be refused. */
async function forget(lint: Lint): Promise<void> {
  await mustWork(lint, 'reset', {}, '"reset" with nothing started');
}

/** Starts the role; gives where it listens, if it says so. */
async function started(lint: Lint, role: string): Promise<Address | null> {
  const facts = lint.facts.roles[role];
  const ok = await mustWork(lint, 'start', { role, config: facts?.config ?? {} }, `"start" of ${role}`);
  const listens = facts?.listens ?? null;
  if (ok === null || listens === null) return null;
  return listening(lint, role, ['start', ok], listens);
}

/** Does what makes the role listen; gives where, if it says so. */
async function listening(
  lint: Lint,
  role: string,
  [first, answered]: readonly [op: string, ok: JsonObject],
  operations: NonNullable<RoleFacts['listens']>,
): Promise<Address | null> {
  let [last, ok]: readonly [string, JsonObject | null] = [first, answered];
  for (const [op, args] of operations) {
    [last, ok] = [op, await mustWork(lint, op, { role, ...args })];
    if (ok === null) return null;
  }
  const address = readAddress(ok['listen']);
  if (address === null) {
    lint.findings.push(`"${last}" of ${role} gave no "listen" with a host and a port: ${JSON.stringify(ok)}`);
    return null;
  }
  const fault = await probeTarget(address);
  if (fault !== null) lint.findings.push(`"${last}" of ${role} gave an address where it does not listen: ${fault}`);
  return address;
}

function readAddress(value: Json | undefined): Address | null {
  if (!isObject(value)) return null;
  const { host, port } = value;
  return typeof host === 'string' && typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
    ? { host, port }
    : null;
}

async function lintState(lint: Lint, role: string): Promise<void> {
  const answer = await lint.adapter.request('state', { role });
  if ('error' in answer && answer.error.code !== 'unsupported') {
    lint.findings.push(
      `"state" of a started ${role} was answered ${answer.error.code}: ${answer.error.message} (want ok or unsupported)`,
    );
  }
}

async function mustBeGone(lint: Lint, address: Address | null, after: string): Promise<void> {
  if (address === null) return;
  if ((await probeTarget(address)) === null)
    lint.findings.push(`after ${after} somebody still listens at ${addressText(address)}`);
}

async function mustWork(
  lint: Lint,
  op: string,
  args: JsonObject,
  title = `"${op}" of ${String(args['role'])}`,
): Promise<JsonObject | null> {
  const answer: ContractAnswer = await lint.adapter.request(op, args);
  if ('ok' in answer) return answer.ok;
  lint.findings.push(`${title} was answered ${answer.error.code}: ${answer.error.message}`);
  return null;
}
