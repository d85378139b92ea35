/**
 * What a subject did instead of what was demanded, as the data of a failure.
 * Leaves out the requirement and the text round it (report-text.ts). Source: harness.md "Output of a failing case".
 */
import { encode } from '../wire/index.ts';
import type { Wanted } from './dialect.ts';
import { ExpectationFailed, type WrongByte } from './failure.ts';
import type { Arrival, Heard } from './inbox.ts';
import { describe, describeOctets } from './transcript.ts';

type Found = Arrival | { readonly kind: 'ended'; readonly how: string; readonly atUs: number };

/** Microseconds as people read them. */
export function seconds(us: number): string {
  return us % 1_000_000 === 0 ? `${us / 1_000_000} s` : `${Math.round(us / 1000)} ms`;
}

/** Nothing came, or only the beginning of a message. */
export function missing(wanted: string, forUs: number, rest: Uint8Array): ExpectationFailed {
  const actual = rest.length === 0 ? 'nothing' : `only ${rest.length} octets of a message (${describeOctets(rest)})`;
  return new ExpectationFailed({
    expected: `${wanted} within ${seconds(forUs)}`,
    actual,
    code: `missing-${slug(wanted)}`,
  });
}

/** Something else came. `opening` is what every message of the wanted title begins with, where it is known. */
export function unexpected(
  wanted: string,
  forUs: number | null,
  found: Found,
  opening: Uint8Array | undefined,
): ExpectationFailed {
  const expected = forUs === null ? wanted : `${wanted} within ${seconds(forUs)}`;
  const actual = `${nameOf(found)} at ${seconds(found.atUs)}`;
  const wrongByte = opening === undefined ? undefined : wrongType(found, opening);
  return new ExpectationFailed({
    expected,
    actual,
    code: codeOf(wanted, found),
    ...(wrongByte === undefined ? {} : { wrongByte }),
  });
}

function nameOf(found: Found): string {
  if (found.kind === 'ended') return found.how === 'eof' ? 'the end of the connection' : 'a reset of the connection';
  if (found.kind === 'message') return describe(found.title, found.value);
  return `${describeOctets(found.bytes)}, which are no message (${found.fault.code} in ${found.fault.field})`;
}

function codeOf(wanted: string, found: Found): string {
  if (found.kind === 'message') return `unexpected-${slug(found.title)}`;
  if (found.kind === 'garbled') return `garbled-${found.fault.code}`;
  return wanted.startsWith('nothing') ? 'unexpected-end' : `end-instead-of-${slug(wanted)}`;
}

function wrongType(found: Found, opening: Uint8Array): WrongByte | undefined {
  if (found.kind === 'ended') return undefined;
  if (found.kind === 'garbled')
    return { offset: found.fault.offset, seen: found.bytes[found.fault.offset] ?? found.fault.seen };
  return firstDifference(opening, found.bytes);
}

/** The message that was wanted came with other fields; null where all wanted fields are right. */
export function mismatch(wanted: Wanted, heard: Heard): ExpectationFailed | null {
  const field = Object.keys(wanted.value).find((name) => !same(wanted.value[name], heard.value[name]));
  if (field === undefined) return null;
  const value = { ...heard.value, ...wanted.value };
  return new ExpectationFailed({
    expected: describe(wanted.title, wanted.value),
    actual: describe(heard.title, heard.value),
    wrongByte: firstDifference(encode(heard.spec, value), heard.bytes),
    code: `bad-field-${slug(field)}`,
  });
}

function same(wanted: unknown, seen: unknown): boolean {
  if (wanted instanceof Uint8Array && seen instanceof Uint8Array) return Buffer.compare(wanted, seen) === 0;
  return wanted === seen;
}

/** Where `seen` first differs from `wanted`, offsets in octets. */
export function firstDifference(wanted: Uint8Array, seen: Uint8Array): WrongByte {
  const length = Math.min(wanted.length, seen.length);
  let offset = 0;
  while (offset < length && wanted[offset] === seen[offset]) offset += 1;
  const octet = wanted[offset];
  return { offset, seen: seen[offset] ?? -1, ...(octet === undefined ? {} : { wanted: octet }) };
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
