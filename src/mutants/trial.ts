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

/** `scratch` is a folder for reports and copies. Throws where a patch does not fit its file. */
export function allTrials(scratch: string): { sound: Trial[]; faulty: (Trial & { readonly mutant: Mutant })[] } {
  const profiles = [...new Set(catalogue.map(({ profile }) => profile))];
  const reference = catalogue.map((mutant) => ({ ...referenceTrial(scratch, mutant.profile, mutant), mutant }));
  const foreign = strangers.flatMap((stranger) =>
    strangerMutants(stranger).map((mutant) => ({ ...strangerTrial(scratch, stranger, mutant), mutant })),
  );
  return {
    sound: [
      ...profiles.map((profile) => referenceTrial(scratch, profile)),
      ...strangers.map((stranger) => strangerTrial(scratch, stranger)),
    ],
    faulty: [...reference, ...foreign],
  };
}

function referenceTrial(scratch: string, profile: string | undefined, mutant?: Mutant): Trial {
  if (mutant !== undefined) patch(readFileSync(mutant.file, 'utf8'), mutant);
  const args = ['--reports', scratch, '--world', 'sim', ...(profile === undefined ? [] : ['--profile', profile])];
  const environment = { WIREPROOF_MUTANT: mutant === undefined ? '' : JSON.stringify(mutant) };
  return {
    kind: 'reference',
    subject: profile === undefined ? 'reference' : `reference ${profile}`,
    run: () => react(args, environment),
  };
}

function strangerTrial(scratch: string, stranger: (typeof strangers)[number], mutant?: Mutant): Trial {
  if (mutant !== undefined) patch(readFileSync(join(stranger.folder, mutant.file), 'utf8'), mutant);
  return {
    kind: 'example',
    subject: stranger.folder,
    run: () => withStranger(scratch, stranger, mutant, (args) => react(['--reports', scratch, ...args], {})),
  };
}
