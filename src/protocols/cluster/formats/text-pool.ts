/**
 * The pool of UTF-16 texts of one file: a text that an earlier one ends in is not written again, the earliest such text counts.
 * Kept as a tree over code units from the end of a text to its beginning, so that placing takes as many steps as the text has units.
 * Leaves out pools without suffixes (reflected-write.ts). Source: spec/cluster.md section 6.4, "Placing a string".
 */
import type { OctetWriter } from './octet-writer.ts';

/** Places a text with its terminator and returns its offset. */
export type PlaceText = (text: string) => number;

/** A pool of texts in what `writer` writes; offsets count from `base`. */
export function createTextPool(writer: OctetWriter, base: number): PlaceText {
  /** Branches by node and code unit; node 0 is the empty text. */
  const branches = new Map<number, number>();
  /** For each node the end of the earliest text that ends in it, terminator included. */
  const ends: number[] = [];

  function find(text: string): number | undefined {
    let node = 0;
    for (let index = text.length - 1; index >= 0; index -= 1) {
      const next = branches.get(node * UNITS + text.charCodeAt(index));
      if (next === undefined) return undefined;
      node = next;
    }
    return ends[node];
  }

  function add(text: string, end: number): void {
    let node = 0;
    ends[0] ??= end;
    for (let index = text.length - 1; index >= 0; index -= 1) {
      const branch = node * UNITS + text.charCodeAt(index);
      node = branches.get(branch) ?? ends.push(end) - 1;
      branches.set(branch, node);
    }
  }

  return (text) => {
    const octets = (text.length + 1) * 2;
    const found = find(text);
    if (found !== undefined) return found - octets;
    const at = writer.size;
    writer.put(octets, (view) => {
      for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), true);
    });
    add(text, writer.size - base);
    return at - base;
  };
}

/** Different code units. */
const UNITS = 0x1_0000;
