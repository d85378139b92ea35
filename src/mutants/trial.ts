/**
 * All runs of the suite that there are: each subject as it is, and each subject with each of its faults.
 * Leaves out when they run and what they come to (main.ts, verdict.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from './catalogue.ts';
import { patch, type Mutant } from './mutant.ts';
import { strangerMutants, strangers, withStranger } from './stranger.ts';
import { react, type Reaction } from './suite.ts';

export interface Trial {
  readonly kind: 'reference' | 'example';
  /** Whose run it is: `reference`, with its profile where that is not the default one, or the example's folder. */
  readonly subject: string;
  readonly run: () => Promise<Reaction>;
}

/** `reports` is the folder that the runs write to. Throws where a patch does not fit its file. */
export function allTrials(reports: string): { sound: Trial[]; faulty: (Trial & { readonly mutant: Mutant })[] } {
  const where = ['--reports', reports];
  const profiles = [...new Set(catalogue.map(({ profile }) => profile))];
  const reference = catalogue.map((mutant) => ({ ...referenceTrial(where, mutant.profile, mutant), mutant }));
  const foreign = strangers.flatMap((stranger) =>
    strangerMutants(stranger).map((mutant) => ({ ...strangerTrial(where, stranger, mutant), mutant })),
  );
  return {
    sound: [
      ...profiles.map((profile) => referenceTrial(where, profile)),
      ...strangers.map((stranger) => strangerTrial(where, stranger)),
    ],
    faulty: [...reference, ...foreign],
  };
}

function referenceTrial(where: readonly string[], profile: string | undefined, mutant?: Mutant): Trial {
  if (mutant !== undefined) patch(readFileSync(mutant.file, 'utf8'), mutant);
  const args = [...where, '--world', 'sim', ...(profile === undefined ? [] : ['--profile', profile])];
  const environment = { WIREPROOF_MUTANT: mutant === undefined ? '' : JSON.stringify(mutant) };
  return {
    kind: 'reference',
    subject: profile === undefined ? 'reference' : `reference ${profile}`,
    run: () => react(args, environment),
  };
}

function strangerTrial(where: readonly string[], stranger: (typeof strangers)[number], mutant?: Mutant): Trial {
  if (mutant !== undefined) patch(readFileSync(join(stranger.folder, mutant.file), 'utf8'), mutant);
  return {
    kind: 'example',
    subject: stranger.folder,
    run: () => withStranger(stranger, mutant, (args) => react([...where, ...args], {})),
  };
}
