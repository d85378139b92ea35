/**
 * What a job scenario has on its stage: the subject in its role, the counterparts that the suite plays, the jobs it gave.
 * Leaves out what owners and nodes do there (as-owner.ts, as-node.ts) and every layout. Source: spec/adapter.md, section job.
 */
import type { Json, JsonObject } from '../../lib/contract.ts';
import type { Address } from '../../lib/machine.ts';
import { UsageError } from '../../lib/errors.ts';
import { createJobDialect, type JobDialect, type JobProfile, type JobRole } from './dialect.ts';
import type { Part, Phrase } from './phrase.ts';
import type { Said, Wanted } from '../dialect.ts';
import type { Heard } from '../inbox.ts';
import { type Axis, Probe } from '../probe.ts';
import type { Told } from '../telling.ts';
import type { Link, SuiteListener, World } from '../world.ts';

export { ask, expectEvent, outcome, tell } from '../telling.ts';

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
  /** The Accepts of Start of the jobs that the subject did from end to end, in order. */
  readonly starts: Heard[];
  listener: SuiteListener | null;
  /** Links of the listener that have a player. */
  met: number;
  ownerAt: Address | null;
  nodeConfig: JsonObject;
  /** What the last operation came to that was not waited for. */
  told: Told | null;
}

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
    ...{
      world,
      axis,
      profile: { byteOrder, fileNaming },
      probes,
      players: new Map(),
      jobs: [],
      results: [],
      starts: [],
    },
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
