/**
 * What a job scenario has on its stage: the subject in its role, the counterparts that the suite plays, the jobs it gave.
 * Leaves out what owners and nodes do there (as-owner.ts, as-node.ts) and every layout. Source: spec/adapter.md, section job.
 */
import type { ContractAnswer, Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { UsageError } from '../../lib/errors.ts';
import { ExpectationFailed } from '../failure.ts';
import { createJobDialect, type JobDialect, type JobProfile, type JobRole } from './dialect.ts';
import type { Part, Phrase } from './phrase.ts';
import type { Said, Wanted } from '../dialect.ts';
import { type Axis, Probe, requiredUs } from '../probe.ts';
import { seconds } from '../shortfall.ts';
import { type ContractEvent, type Link, SubjectBroke, type SuiteListener, type World } from '../world.ts';

/** A counterpart that the suite plays on one link. */
export interface Player {
  readonly dialect: JobDialect;
  readonly probe: Probe;
  /** Parts of a job that a played node took, in order. */
  readonly taken: Part[];
}

/** A job that the subject was given to do, with the id that it got: an opaque value. Source: D-31. */
export interface Submitted {
  readonly id: Json;
  readonly parts: readonly Part[];
  /** When it was given, before the subject took note. */
  readonly atUs: number;
}

export interface JobStage {
  readonly world: World;
  readonly axis: Axis;
  readonly profile: JobProfile;
  /** Every probe of the scenario, for the failure text. */
  readonly probes: Probe[];
  /** By what scenarios call them: `the owner`, `the second node`. */
  readonly players: Map<string, Player>;
  readonly jobs: Submitted[];
  /** Contents of the Results of the last job that the subject did. */
  results: readonly Uint8Array[];
  listener: SuiteListener | null;
  /** Links of the listener that have a player. */
  met: number;
  ownerAt: Address | null;
  nodeConfig: JsonObject;
  /** What the last operation came to that was not waited for. */
  told: Told | null;
}

/** An operation under way. */
interface Told {
  readonly answer: Promise<ContractAnswer>;
  settled: boolean;
}

/** How long the contract gives an adapter, and a little more: the world itself says first that no answer came. */
const ANSWER_US = 11_000_000;

/** An empty stage. */
export function createJobStage(
  world: World,
  axis: Axis,
  profile: Readonly<Record<string, string>>,
  probes: Probe[],
): JobStage {
  const byteOrder = profile['byteOrder'] === 'little' ? 'little' : 'big';
  const fileNaming = profile['fileNaming'] === 'positional' ? 'positional' : 'embedded';
  return {
    ...{ world, axis, profile: { byteOrder, fileNaming }, probes, players: new Map(), jobs: [], results: [] },
    ...{ listener: null, met: 0, ownerAt: null, nodeConfig: {}, told: null },
  };
}

/** The player of that name. UsageError where the scenario has none. */
export function playerOf(stage: JobStage, name: string): Player {
  const player = stage.players.get(name);
  if (player === undefined) throw new UsageError(`the scenario has no player called ${name}`);
  return player;
}

/** Puts a player on a link. */
export function addPlayer(stage: JobStage, name: string, role: JobRole, link: Link): Player {
  const dialect = createJobDialect(role, stage.profile);
  const player: Player = { dialect, probe: new Probe(stage.world, link, dialect), taken: [] };
  stage.probes.push(player.probe);
  stage.players.set(name, player);
  return player;
}

/** A phrase as the player says it. */
export function saidOf({ dialect }: Player, { title, value, file }: Phrase): Said {
  const content = file === undefined ? {} : { bytes: dialect.fileBytes(file.name, file.content) };
  return dialect.say(title, { ...value, ...content });
}

/** A phrase as the player waits for it. A File of which only the name is told may have any content. */
export function wantedOf({ dialect }: Player, { title, value, file }: Phrase): Wanted {
  const content = file === undefined ? {} : { bytes: dialect.fileBytes(file.name, file.content) };
  return { title, value: { ...value, ...content } };
}

/** Says a phrase as it is, whole. */
export async function say(player: Player, phrase: Phrase): Promise<void> {
  await player.probe.send(saidOf(player, phrase));
}

/** Begins an operation and does not wait for what comes of it: it may hang on what the suite does next. */
export function tell(stage: JobStage, op: string, args: JsonObject): void {
  const answer = stage.world.subject.request(op, args);
  const told: Told = { answer, settled: false };
  // Who told looks at the outcome later or never; a subject that broke shows in every other wait.
  const settle = (): void => void (told.settled = true);
  answer.then(settle, settle);
  stage.told = told;
}

/** What the operation under way came to. Throws SubjectBroke, NotClaimed. */
export async function outcome(stage: JobStage): Promise<ContractAnswer> {
  const { told, world } = stage;
  if (told === null) throw new UsageError('nothing was told');
  // Virtual time goes by only while somebody waits for something.
  if (world.silenceIsProvable) await world.until(() => told.settled || undefined, ANSWER_US);
  if (world.silenceIsProvable && !told.settled) throw new SubjectBroke('the subject did not answer an operation');
  return told.answer;
}

/** Asks one operation. Throws ExpectationFailed where it failed, SubjectBroke, NotClaimed. */
export async function ask(stage: JobStage, op: string, args: JsonObject): Promise<JsonObject> {
  tell(stage, op, args);
  const answer = await outcome(stage);
  if ('ok' in answer) return answer.ok;
  const { code, message } = answer.error;
  throw new ExpectationFailed({ expected: `"${op}" to succeed`, actual: `${code}: ${message}`, code: `${op}-${code}` });
}

/** Waits for an event of the subject, while the players do what they owe. Throws ExpectationFailed. */
export async function expectEvent(
  stage: JobStage,
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

function newEvent(stage: JobStage, fits: (event: ContractEvent) => boolean): ContractEvent | undefined {
  const { events } = stage.world.subject;
  return events.find(fits);
}

function owing({ players }: JobStage): Probe | undefined {
  return [...players.values()].map(({ probe }) => probe).find((probe) => probe.owesCourtesy());
}

function noEvent(stage: JobStage, what: string, forUs: number): ExpectationFailed {
  const names = stage.world.subject.events.map(({ event }) => event);
  const actual = names.length === 0 ? 'no event' : `only ${names.join(', ')}`;
  return new ExpectationFailed({
    expected: `the event ${what} within ${seconds(forUs)}`,
    actual,
    code: `missing-event-${what}`,
  });
}
