/**
 * The container of a package: entries with a type, numbers, a name and data, in a form of 64 or of 32 bits.
 * Leaves out what the entries are (package.ts) and packed data (unpack.ts). Source: spec/cluster.md Appendix C.1.
 */
import { createOctetReader, type OctetReader } from './octet-reader.ts';
import { bad, good, type FormatResult } from './result.ts';
import { signatureFault } from './signature.ts';

export interface ArchiveEntry {
  /** Up to four characters; empty for none. */
  readonly type: string;
  readonly identifier: number;
  readonly custom: number;
  /** A path with `\` between its parts, without one at its beginning. */
  readonly name: string;
  /** The data as it stands in the archive. */
  readonly data: Uint8Array;
}

export const ARCHIVE_SIGNATURE = 'ecs.1.0\0';
export const WIDE_MARKER = 0xc000_0005;
const NARROW_MARKER = 0x8000_0005;
export const WIDE_HEADER = 64;
export const WIDE_ENTRY = 48;

/** Where the numbers of a form stand. */
interface Form {
  readonly header: number;
  readonly entry: number;
  /** Octets of an offset, a size, a count. */
  readonly octets: 4 | 8;
  readonly at: { readonly count: number; readonly base: number; readonly texts: number; readonly textsSize: number };
}

const wide: Form = { header: 64, entry: 48, octets: 8, at: { count: 16, base: 24, texts: 32, textsSize: 40 } };
const narrow: Form = { header: 32, entry: 24, octets: 4, at: { count: 16, base: 20, texts: 24, textsSize: 28 } };

/**
 * Reads an archive's entries in their order; their data are views into `octets`. Never throws on a peer's octets.
 * Ambiguity: the page does not say how long the header of the 32-bit form is. In both forms the entries end where the data area begins,
 * so they are found from there. C.1.
 */
export function readArchive(octets: Uint8Array): FormatResult<readonly ArchiveEntry[]> {
  const wrong = signatureFault(octets, ARCHIVE_SIGNATURE);
  if (wrong !== null) return wrong;
  const reader = createOctetReader(octets, 0, octets.length);
  const marker = reader.u32(8, 'header');
  const version = reader.u32(12, 'header');
  const form = marker === WIDE_MARKER ? wide : marker === NARROW_MARKER ? narrow : null;
  if (reader.fault !== null) return { kind: 'bad', fault: reader.fault };
  if (form === null) return bad('bad-signature', 'header', 8);
  if (version !== 0) return bad('bad-version', 'header', 12);
  return readEntries(reader, form, octets);
}

function readEntries(reader: OctetReader, form: Form, octets: Uint8Array): FormatResult<readonly ArchiveEntry[]> {
  const [count, base, textsAt, textsSize] = [form.at.count, form.at.base, form.at.texts, form.at.textsSize].map((at) =>
    number(reader, form, at, 'header'),
  ) as [number, number, number, number];
  const first = base - count * form.entry;
  if (first < form.header) reader.fail('out-of-bounds', 'header', form.at.count);
  reader.has(base, 0, 'header');
  reader.has(textsAt, textsSize, 'header');
  if (reader.fault !== null) return { kind: 'bad', fault: reader.fault };
  const texts = createOctetReader(octets, textsAt, textsSize);
  const entries: ArchiveEntry[] = [];
  while (entries.length < count && reader.fault === null && texts.fault === null) {
    entries.push(readEntry(reader, texts, form, first + entries.length * form.entry, base, `${entries.length + 1}`));
  }
  const fault = reader.fault ?? texts.fault;
  return fault === null ? good(entries) : { kind: 'bad', fault };
}

function readEntry(
  reader: OctetReader,
  texts: OctetReader,
  form: Form,
  at: number,
  base: number,
  path: string,
): ArchiveEntry {
  const numbers = at + 2 * form.octets;
  const dataAt = base + number(reader, form, at, path);
  const size = number(reader, form, at + form.octets, path);
  return {
    type: Buffer.from(reader.octets(numbers, 4, path))
      .toString('latin1')
      .replace(/\0+$/, ''),
    identifier: reader.u32(numbers + 4, path),
    custom: reader.u32(numbers + 8, path),
    name: texts.wideText(reader.u32(numbers + 12, path), path).replace(/^\\+/, ''),
    data: reader.octets(dataAt, size, path),
  };
}

/** An offset or a size; beyond 2^53 it is outside of any octets, and stays so when it is rounded. */
function number(reader: OctetReader, form: Form, at: number, path: string): number {
  return form.octets === 8 ? Number(reader.u64(at, path)) : reader.u32(at, path);
}
