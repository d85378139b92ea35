/**
 * What all clients have in common: connecting, disconnecting, and telling of it.
 * Leaves out what each of them is for. Source: spec/cluster.md section 7.5.
 */
import type { Out } from '../../../lib/machine.ts';
import type { Attachment } from '../endpoint/attachment.ts';
import type { LinkCommand, LinkEvent } from './types.ts';

/** Does a command of every client; false for one that it does not know. `before` a connection is given up, what is left may be sent. */
export function obey(
  command: { readonly kind: string },
  attachment: Attachment,
  out: Out<LinkEvent>,
  before: () => void,
): command is LinkCommand {
  const known = command as LinkCommand;
  switch (known.kind) {
    case 'connect':
      attachment.connect(known.at);
      return true;
    case 'disconnect':
    case 'stop':
      before();
      attachment.disconnect();
      if (known.kind === 'stop') out.event({ kind: 'stopped' });
      return true;
    default:
      return false;
  }
}

/** The earlier of some times; null where there is none. */
export function earliest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
