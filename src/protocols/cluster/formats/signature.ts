/** The signature that a format begins with: text, one octet a character. Leaves out what follows it. Source: spec/cluster.md section 6. */
import { bad, type FormatBad } from './result.ts';

/** What is wrong with the first octets; null where they are the signature. */
export function signatureFault(octets: Uint8Array, signature: string): FormatBad | null {
  for (let at = 0; at < signature.length; at += 1) {
    if (at === octets.length) return bad('out-of-bounds', 'signature', at);
    if (octets[at] !== signature.charCodeAt(at)) return bad('bad-signature', 'signature', at);
  }
  return null;
}
