/**
 * What a run tells the hooks, as Cucumber's world parameters: data that fits into JSON, and how one planned run of a scenario is named by
 * tags on its pickle. Leaves out reading options (src/cli/options.ts).
 */
import type { Address } from '../lib/machine.ts';
import type { Axis } from './axis.ts';
import type { Exchange } from './exchange.ts';
import type { PlanEntry } from './selection.ts';
import type { WorldName } from './world.ts';

export interface RunSettings {
  readonly protocol: string;
  readonly seed: number;
  /** Every option of the protocol's profile with its value. */
  readonly profile: Readonly<Record<string, string>>;
  /** The world of a scenario that no plan has named one for. */
  readonly world: WorldName;
  /** Address of a module with `openSource`, see steps/support/world-sources.ts. */
  readonly sources: string;
  /** World `adapter`: the command. */
  readonly adapter?: string;
  /** World `target`: where it listens, and as what. */
  readonly target?: { readonly address: Address; readonly roles: readonly string[] };
  /** World `replay`. */
  readonly exchange?: Exchange;
}

type TagName = 'axis' | 'world' | 'repetition';

/** The tags by which a pickle tells the hooks how it is meant. */
export function planTags(entry: PlanEntry): readonly string[] {
  return [`@axis-${entry.axis}`, `@world-${entry.world}`, `@repetition-${entry.repetition}`];
}

/** Reads them back; a pickle without them runs once, whole, in the settings' world. */
export function readPlanTags(tags: readonly string[], world: WorldName): Omit<PlanEntry, 'scenario'> {
  const valueOf = (name: TagName): string | undefined =>
    tags.findLast((tag) => tag.startsWith(`@${name}-`))?.slice(name.length + 2);
  return {
    axis: (valueOf('axis') ?? 'whole') as Axis,
    world: (valueOf('world') ?? world) as WorldName,
    repetition: Number(valueOf('repetition') ?? 1),
  };
}
