/**
 * What the programs that a node starts have in common: where they find the node, and where their output goes.
 * Leaves out what they are (rent/, compile/) and how they are started (the host). Source: spec/cluster.md Appendix D.
 */
import { assert } from '../../lib/assert.ts';
import type { Address } from '../../lib/machine.ts';
import type { ServerCore } from './core.ts';

/** What a program prints, in its own folder. Packages seldom have a file of that name; one that has finds it grown. */
export const PROGRAM_LOG = '.program.log';

/** Addresses that mean every one of the machine's own, and one of them that can be dialled. */
const dialled: Readonly<Record<string, string>> = { '': '::1', '::': '::1', '0.0.0.0': '127.0.0.1' };

/** Where a program of this machine reaches the node. Our mistake where the node does not listen. */
export function ownAddress({ listening }: ServerCore): Address {
  assert(listening !== null, 'a node that starts programs listens');
  return { host: dialled[listening.host] ?? listening.host, port: listening.port };
}
