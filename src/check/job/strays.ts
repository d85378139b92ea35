/**
 * Programs that leave something behind which goes on writing, and the look at whether it still does.
 * What they leave ends by itself after some seconds, also where a node under test forgets it. Leaves out what is to end it.
 * Source: spec/job.md D-5, D-25, D-31.
 */
import { giveJob, prepare, request } from './as-owner.ts';
import { octets, type Part, programJob, programOf, readPhrase } from './phrase.ts';
import { type JobStage, playerOf } from './stage.ts';
import { verifyResults } from './verify.ts';

const TEN = '1 2 3 4 5 6 7 8 9 0';

/** A hundred lines into a file beside the job's folder, one every 20 ms. */
const writes = (mark: string): string =>
  `for i in ${TEN}; do for j in ${TEN}; do echo stray >> ../${mark}; sleep 0.02; done; done`;

/** Has the node work on a program with a child in the background that goes on writing. */
export async function workOnWriter(stage: JobStage, mark: string): Promise<void> {
  const owner = playerOf(stage, 'the owner');
  await prepare(owner, programJob(`(${writes(mark)}) &\nsleep 10`));
  await request(owner, readPhrase('Start'));
}

/** Has a program done that ends and leaves a child behind, which takes no note of the signals that ask. */
export async function leaveDeafWriter(stage: JobStage, mark: string): Promise<void> {
  await giveJob(stage, programJob(`(trap '' TERM INT HUP; ${writes(mark)}) &\nsleep 0.1`));
}

/** Removes the file and looks whether it comes again. Throws ExpectationFailed where it does. */
export async function verifySilent(stage: JobStage, mark: string): Promise<void> {
  const look = `rm -f ../${mark}\nsleep 0.12\ncat ../${mark} > seen\necho end >> seen\nrm -f ../${mark}`;
  const job: readonly Part[] = [
    { kind: 'File', name: 'file-1', content: programOf(look) },
    { kind: 'Run', file: 'file-1', log: 'log' },
    { kind: 'Ret', name: 'seen' },
  ];
  await giveJob(stage, job);
  verifyResults(stage, [octets('end\n')]);
}
