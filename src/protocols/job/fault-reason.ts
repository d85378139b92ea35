/** The sentence of a `Disconnect` for octets that are no message. Leaves out everything but words. Source: spec/job.md D-20, D-23. */
import type { Fault } from '../../wire/index.ts';

/** Says what was wrong with the peer's octets; the words bind nobody (D-23). */
export function faultReason(fault: Fault): string {
  switch (fault.code) {
    case 'unknown-message':
      return `unknown message type 0x${(fault.seen as number).toString(16).toUpperCase().padStart(2, '0')}`;
    case 'size-over-limit':
      return `${fault.field} over its limit`;
    case 'bad-utf8':
      return `${fault.field} is not UTF-8`;
    default:
      return `bad ${fault.field}`;
  }
}
