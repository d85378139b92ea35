/**
 * All runs of the suite that there are: each subject as it is, and each subject with each of its faults.
 * Leaves out when they run and what they come to (main.ts, verdict.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from './catalogue.ts';
import { patch, protocolOf, type Mutant, type Protocol } from './mutant.ts';
import { strangerMutants, strangers, withStranger } from './stranger.ts';
import { react, reactTo, type Reaction } from './suite.ts';

export interface Trial {
  readonly kind: 'reference' | 'example';
  readonly protocol: Protocol;
  /** Whose run it is: `reference PROTOCOL`, with its profile where that is not the default one, or the example's folder. */
  readonly subject: string;
  readonly run: () => Promise<Reaction>;
}

/** A run against a fault. */
export type FaultyTrial = Trial & { readonly mutant: Mutant };

/** `scratch` is a folder for reports and copies. Throws where a patch does not fit its file. */
export function allTrials(scratch: string): { sound: Trial[]; faulty: FaultyTrial[] } {
  const reference = catalogue.map((mutant) => ({
    ...referenceTrial(scratch, protocolOf(mutant), mutant.profile, mutant),
    mutant,
  }));
  const foreign = strangers.flatMap((stranger) =>
    strangerMutants(stranger).map((mutant) => ({ ...strangerTrial(scratch, stranger, mutant), mutant })),
  );
  const faulty = [...reference, ...foreign];
  const sound = new Map(
    [
      ...catalogue.map((mutant) => referenceTrial(scratch, protocolOf(mutant), mutant.profile)),
      ...strangers.map((stranger) => strangerTrial(scratch, stranger)),
    ].map((trial) => [trial.subject, trial]),
  );
  return { sound: [...sound.values()], faulty };
}

function referenceTrial(scratch: string, protocol: Protocol, profile: string | undefined, mutant?: Mutant): Trial {
  if (mutant !== undefined) patch(readFileSync(mutant.file, 'utf8'), mutant);
  const profiled = profile === undefined ? [] : ['--profile', profile];
  const args = ['--protocol', protocol, '--reports', scratch, '--world', 'sim', ...profiled];
  const environment = { WIREPROOF_MUTANT: mutant === undefined ? '' : JSON.stringify(mutant) };
  return {
    kind: 'reference',
    protocol,
    subject: ['reference', protocol, ...profiled.slice(1)].join(' '),
    run: () => reaction(args, environment, mutant),
  };
}

function strangerTrial(scratch: string, stranger: (typeof strangers)[number], mutant?: Mutant): Trial {
  const { protocol, folder } = stranger;
  if (mutant !== undefined) patch(readFileSync(join(folder, mutant.file), 'utf8'), mutant);
  return {
    kind: 'example',
    protocol,
    subject: folder,
    run: () =>
      withStranger(scratch, stranger, mutant, (args) =>
        reaction(['--protocol', protocol, '--reports', scratch, ...args], {}, mutant),
      ),
  };
}

function reaction(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  mutant: Mutant | undefined,
): Promise<Reaction> {
  return mutant === undefined ? react(args, environment) : reactTo(mutant.requirement, args, environment);
}
