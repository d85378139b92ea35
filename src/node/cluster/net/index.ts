/**
 * The part of a node's server that knows its net: who is in it, who may come in, and that every two nodes are connected.
 * Leaves out connections and routing (the core). Source: spec/cluster.md sections 3.3, 3.4, 5.3, 7.1-7.4, 8.1.
 */
import { UsageError } from '../../../lib/errors.ts';
import type { NetPart, ServerCore } from '../core.ts';
import { Admission } from './admission.ts';
import { Commands } from './commands.ts';
import { Connector } from './connector.ts';
import { normalAddress } from './edits.ts';
import { createGreeter } from './greeting.ts';
import { Membership } from './membership.ts';
import { Nets } from './nets.ts';
import { createUpdates } from './updates.ts';

/** Makes the part. UsageError where the advertised address is no network address. */
export function createNetPart(core: ServerCore): NetPart {
  const { advertised } = core.options;
  if (advertised !== null && normalAddress(advertised) === null) {
    throw new UsageError(`no network address to advertise: "${advertised}"`);
  }
  const nets = new Nets(core);
  const membership = new Membership(core, nets);
  const admission = new Admission(core, membership);
  const connector = new Connector(core, membership);
  const greeter = createGreeter(core, membership, admission, connector);
  const commands = new Commands(core, nets, membership, admission);
  return {
    get table() {
      return membership.table;
    },
    greet: greeter.greet,
    verbs: { join: (packet, from) => admission.join(packet, from), ...createUpdates(core, membership) },
    command: (command) => commands.obey(command),
    start: (done) => nets.start(done),
    online: () => {
      admission.clear();
      connector.start();
    },
    offline: () => {
      nets.saveList();
      admission.clear();
      connector.stop();
      greeter.clear();
    },
    ended: (link) => {
      admission.ended(link);
      greeter.ended(link);
    },
  };
}
