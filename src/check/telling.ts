/**
 * Operations of the adapter contract as scenarios use them: begun, waited for, asked; and events that are waited for.
 * Leaves out what an operation means. Source: spec/adapter.md.
 */
import { UsageError } from '../lib/errors.ts';
import type { ContractAnswer, JsonObject } from '../lib/contract.ts';
import { ExpectationFailed } from './failure.ts';
import { type Probe, requiredUs } from './probe.ts';
import { seconds } from './shortfall.ts';
import { type ContractEvent, SubjectBroke, type World } from './world.ts';

/** An operation under way. */
export interface Told {
  readonly answer: Promise<ContractAnswer>;
  settled: boolean;
}

/** A stage of any protocol. */
export interface Teller {
  readonly world: World;
  readonly players: ReadonlyMap<string, { readonly probe: Probe }>;
  /** What the last operation came to that was not waited for. */
  told: Told | null;
}

/** How long the contract gives an adapter, and a little more: the world itself says first that no answer came. */
const ANSWER_US = 11_000_000;

/** Begins an operation and does not wait for what comes of it: it may hang on what the suite does next. */
export function tell(stage: Teller, op: string, args: JsonObject): void {
  const answer = stage.world.subject.request(op, args);
  const told: Told = { answer, settled: false };
  // Who told looks at the outcome later or never; a subject that broke shows in every other wait.
  const settle = (): void => void (told.settled = true);
  answer.then(settle, settle);
  stage.told = told;
}

/** What the operation under way came to. Throws SubjectBroke, NotClaimed. */
export async function outcome(stage: Teller): Promise<ContractAnswer> {
  const { told, world } = stage;
  if (told === null) throw new UsageError('nothing was told');
  // Virtual time goes by only while somebody waits for something.
  if (world.silenceIsProvable) await world.until(() => told.settled || undefined, ANSWER_US);
  if (world.silenceIsProvable && !told.settled) throw new SubjectBroke('the subject did not answer an operation');
  return told.answer;
}

/** Asks one operation. Throws ExpectationFailed where it failed, SubjectBroke, NotClaimed. */
export async function ask(stage: Teller, op: string, args: JsonObject): Promise<JsonObject> {
  tell(stage, op, args);
  const answer = await outcome(stage);
  if ('ok' in answer) return answer.ok;
  const { code, message } = answer.error;
  throw new ExpectationFailed({ expected: `"${op}" to succeed`, actual: `${code}: ${message}`, code: `${op}-${code}` });
}

/** Waits for an event of the subject, while the players do what they owe. Throws ExpectationFailed. */
export async function expectEvent(
  stage: Teller,
  what: string,
  fits: (event: ContractEvent) => boolean,
  forUs = requiredUs,
): Promise<ContractEvent> {
  const endUs = stage.world.nowUs() + forUs;
  for (;;) {
    const leftUs = Math.max(0, endUs - stage.world.nowUs());
    const found = await stage.world.until(() => newEvent(stage, fits) ?? owing(stage), leftUs);
    if (found === undefined) throw noEvent(stage, what, forUs);
    if (!('payCourtesy' in found)) return found;
    await found.payCourtesy();
  }
}

function newEvent({ world }: Teller, fits: (event: ContractEvent) => boolean): ContractEvent | undefined {
  return world.subject.events.find(fits);
}

function owing({ players }: Teller): Probe | undefined {
  return [...players.values()].map(({ probe }) => probe).find((probe) => probe.owesCourtesy());
}

function noEvent({ world }: Teller, what: string, forUs: number): ExpectationFailed {
  const names = world.subject.events.map(({ event }) => event);
  const actual = names.length === 0 ? 'no event' : `only ${names.join(', ')}`;
  return new ExpectationFailed({
    expected: `the event ${what} within ${seconds(forUs)}`,
    actual,
    code: `missing-event-${what}`,
  });
}
