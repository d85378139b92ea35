/**
 * The exchange of one probe as lines for a failure text: a message a line, decoded.
 * Leaves out the raw octets as people read them (exchange.ts). Source: harness.md "Output of a failing case".
 */

export interface TranscriptLine {
  readonly atUs: number;
  readonly link: number;
  readonly direction: 'sent' | 'received';
  /** The message on one line. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** What is wrong with the octets, where they are no message. */
  readonly fault?: string;
}

/** Octets of a text or content above which a line is cut. */
const SHOWN = 48;

/** A message on one line: `Run filename "a.sh" logfile "log"`. */
export function describe(title: string, value: Readonly<Record<string, unknown>>): string {
  return [title, ...Object.entries(value).map(([name, content]) => `${name} ${show(content)}`)].join(' ');
}

function show(content: unknown): string {
  if (typeof content === 'bigint') return digitsOf(content);
  if (!(content instanceof Uint8Array)) return shorten(JSON.stringify(content, inDigits) ?? '');
  return `${shorten(JSON.stringify(Buffer.from(content).toString('latin1')))} (${content.length} octets)`;
}

const digitsOf = (value: bigint): string => value.toString(16).padStart(16, '0');
const inDigits = (_: string, part: unknown): unknown => (typeof part === 'bigint' ? digitsOf(part) : part);

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** Octets as they were sent on purpose, where they are no message. */
export function describeOctets(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, SHOWN / 2)).toString('hex');
  return `octets ${hex}${bytes.length > SHOWN / 2 ? '...' : ''}`;
}
