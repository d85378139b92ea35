/**
 * A plugin of Cucumber that makes its test run the plan of ours: each entry is a copy of its scenario's pickle, with tags that name the
 * axis, the world and the repetition. So that one run of Cucumber, with one stream of messages, is the whole of `wireproof run`.
 * Leaves out the pickles' messages, which Cucumber has sent before (message-stream.ts adds the copies).
 */
import type { GherkinDocument, Pickle } from '@cucumber/messages';
import { addressOf } from '../check/catalogue.ts';
import type { PlanEntry } from '../check/selection.ts';
import { planTags } from '../check/settings.ts';

interface Sourced {
  readonly gherkinDocument: GherkinDocument;
  readonly pickle: Pickle;
  readonly location: { readonly line: number };
}

interface Coordination {
  readonly operation: string;
  readonly options: { readonly plan?: readonly PlanEntry[] };
  transform(event: 'pickles:filter', transformer: (pickles: readonly Sourced[]) => readonly Sourced[]): void;
}

/** The key of this plugin's options. */
export const optionsKey = 'wireproof';

/** The copy of a pickle for one entry of the plan; `index` is the entry's place in it and ends the copy's id. */
export function plannedPickle(pickle: Pickle, entry: PlanEntry, index: number): Pickle {
  const astNodeId = pickle.astNodeIds[0] ?? '';
  const tags = planTags(entry).map((name) => ({ name, astNodeId }));
  return { ...pickle, id: `${pickle.id}:${index}`, tags: [...pickle.tags, ...tags] };
}

function follow(plan: readonly PlanEntry[], pickles: readonly Sourced[]): readonly Sourced[] {
  const byAddress = new Map(pickles.map((sourced) => [addressOf(sourced.gherkinDocument, sourced.pickle), sourced]));
  return plan.flatMap((entry, index) => {
    const sourced = byAddress.get(entry.scenario);
    return sourced === undefined ? [] : [{ ...sourced, pickle: plannedPickle(sourced.pickle, entry, index) }];
  });
}

export default {
  type: 'plugin',
  optionsKey,
  coordinator({ transform, options }: Coordination): void {
    const { plan } = options;
    if (plan !== undefined) transform('pickles:filter', (pickles) => follow(plan, pickles));
  },
};
