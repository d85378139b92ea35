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
/** From so many octets or items on, what is noted again is not hashed again: big nets send the same table over every link. */
const LARGE = 512;
const LARGE_LIST = 32;

/** Octets are the same where they lie at the same place: nobody changes what was given away. */
const octetsHashed = new WeakMap<ArrayBufferLike, { offset: number; size: number; crc: number }>();
const listsHashed = new WeakMap<readonly unknown[], string>();

const crcOf = (data: Uint8Array): number => {
  if (data.length < LARGE) return CRC32.buf(data);
  const { buffer, byteOffset: offset, length: size } = data;
  const known = octetsHashed.get(buffer);
  if (known?.offset === offset && known.size === size) return known.crc;
  const crc = CRC32.buf(data);
  octetsHashed.set(buffer, { offset, size, crc });
  return crc;
};

const listText = (list: readonly unknown[]): string => {
  if (list.length < LARGE_LIST) return `[${list.map(canonicalText).join(',')}]`;
  const known = listsHashed.get(list);
  if (known !== undefined) return known;
  const text = `[${list.length} items ${CRC32.str(list.map(canonicalText).join(',')) >>> 0}]`;
  listsHashed.set(list, text);
  return text;
};

/** Canonical text of a command, an event or other data: keys in their order, octets as size and crc, big integers with an n. */
export const canonicalText = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `<${value.length} octets ${crcOf(value) >>> 0}>`;
  if (Array.isArray(value)) return listText(value);
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
    this.noteAt(atUs, what, this.#code(place), place, x, y, data);
  }

  /** The same at a place whose code is known: there may be a million links. */
  noteAt(
    atUs: number,
    what: string,
    code: number,
    place: string,
    x: number,
    y: number,
    data: Uint8Array = EMPTY,
  ): void {
    this.count += 1;
    const payload = data.length === 0 ? 0 : crcOf(data);
    this.#mix(atUs | 0, this.#code(what));
    this.#mix((atUs / 0x1_0000_0000) | 0, code);
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

  /** The code of a place, for `noteAt`. */
  codeOf(place: string): number {
    return CRC32.str(place);
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
