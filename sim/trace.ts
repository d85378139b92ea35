/**
 * What happened, as a rolling 64-bit hash, and as canonical text lines where they are wanted.
 *
 * Every input and output of every host and every event of a link is noted: (time, what, where, numbers, octets). The hash is
 * two 32-bit lanes of integer arithmetic, so it is equal in every process and on every engine.
 * Leaves out meaning: a note's octets are hashed (crc-32), not decoded.
 */
import CRC32 from 'crc-32';

const LANE_ONE = 0x9e3779b1;
const LANE_TWO = 0x85ebca77;
const EMPTY = new Uint8Array(0);
const SHOWN_OCTETS = 24;

/** Canonical text of a command, an event or other data: keys in their order, octets as size and crc, big integers with an n. */
export const canonicalText = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `<${value.length} octets ${CRC32.buf(value) >>> 0}>`;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${key}:${canonicalText(item)}`);
  return `{${pairs.join(',')}}`;
};

const hexOf = (data: Uint8Array): string => {
  let text = '';
  for (const octet of data.subarray(0, SHOWN_OCTETS)) text += octet.toString(16).padStart(2, '0');
  return data.length > SHOWN_OCTETS ? `${text}..` : text;
};

export class Trace {
  /** Number of notes so far. */
  count = 0;
  readonly #keep: boolean;
  readonly #lines: string[] = [];
  readonly #codes = new Map<string, number>();
  #one = 0x243f6a88;
  #two = 0x13198a2e;

  /** `keep` holds every note as a text line as well; slow. */
  constructor(keep = false) {
    this.#keep = keep;
  }

  /** The lines so far; empty unless kept. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Sixteen hexadecimal digits over all notes so far. */
  get hash(): string {
    const lane = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return lane(this.#one) + lane(this.#two);
  }

  /** Notes one happening at a place (a host or a link): `x` and `y` are integers whose meaning `what` gives. */
  note(atUs: number, what: string, place: string, x: number, y: number, data: Uint8Array = EMPTY): void {
    this.count += 1;
    const payload = data.length === 0 ? 0 : CRC32.buf(data);
    this.#mix(atUs | 0, this.#code(what));
    this.#mix((atUs / 0x1_0000_0000) | 0, this.#code(place));
    this.#mix(x | 0, y | 0);
    this.#mix(data.length, payload);
    if (!this.#keep) return;
    const octets = data.length === 0 ? '' : ` ${data.length} octets ${hexOf(data)}`;
    this.#lines.push(`${atUs} ${place} ${what} ${x} ${y}${octets}`);
  }

  /** Notes a command, an event or another piece of data. */
  noteValue(atUs: number, what: string, place: string, value: unknown): void {
    const text = canonicalText(value);
    this.count += 1;
    this.#mix(atUs | 0, this.#code(what));
    this.#mix((atUs / 0x1_0000_0000) | 0, this.#code(place));
    this.#mix(text.length, CRC32.str(text));
    if (this.#keep) this.#lines.push(`${atUs} ${place} ${what} ${text}`);
  }

  #code(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = CRC32.str(text);
      this.#codes.set(text, code);
    }
    return code;
  }

  #mix(x: number, y: number): void {
    let one = Math.imul(this.#one ^ x, LANE_ONE);
    one = (one << 13) | (one >>> 19);
    this.#one = Math.imul(one ^ y, 5) + 0x6b64e653;
    this.#one |= 0;
    let two = Math.imul(this.#two ^ y, LANE_TWO);
    two = (two << 17) | (two >>> 15);
    this.#two = (Math.imul(two ^ x, 9) + 0x3c6ef372) | 0;
  }
}
