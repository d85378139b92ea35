/** Spans of fields: where each stands in octets. Leaves out the walk that finds them (src/schema/layout.ts). */
import { placeFields, type MessageSpec } from '../schema/index.ts';

/** Offsets from the first octet of the message; `end` is after the last octet of the field. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The spans of the fields of a whole message. */
export function spansOf(
  spec: MessageSpec,
  octets: Uint8Array,
  start: number,
  end: number,
): Readonly<Record<string, Span>> {
  const placed = placeFields(spec, octets, start, end);
  return Object.fromEntries(placed.map((field) => [field.name, { start: field.start, end: field.end }]));
}
