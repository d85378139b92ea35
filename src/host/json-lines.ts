/**
 * JSON lines over streams: one object per line, UTF-8, with a limit on the length of a line, and a writer that knows when its reader is
 * slow or gone. Leaves out what the objects mean. Source: spec/adapter.md.
 */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { JsonObject } from '../lib/contract.ts';

/** A line as an object, or what is wrong with it as a sentence that goes after "this line". */
export type JsonLine =
  { readonly kind: 'object'; readonly value: JsonObject } | { readonly kind: 'bad'; readonly reason: string };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The lines of a stream, until it ends; empty ones are passed over, a last line without its end counts. Reads no further while a
 * line is dealt with. What is longer than `maxOctets` is one bad line, and is not kept. Throws what the stream throws.
 */
export async function* readJsonLines(input: Readable, maxOctets: number): AsyncGenerator<JsonLine, void, void> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const piece of input as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield* readLine([...parts, piece.subarray(from, end)], size + end - from, maxOctets);
      parts = [];
      size = 0;
      from = end + 1;
    }
    size += piece.length - from;
    if (size <= maxOctets) parts.push(piece.subarray(from));
    else parts = [];
  }
  yield* readLine(parts, size, maxOctets);
}

function* readLine(parts: readonly Buffer[], size: number, maxOctets: number): Generator<JsonLine> {
  if (size > maxOctets) return yield { kind: 'bad', reason: `is longer than ${maxOctets} octets` };
  let text: string;
  try {
    text = decoder.decode(Buffer.concat(parts, size));
  } catch {
    return yield { kind: 'bad', reason: 'is not UTF-8' };
  }
  if (text.trim() !== '') yield readObject(text);
}

function readObject(text: string): JsonLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { kind: 'object', value: value as JsonObject };
    return { kind: 'bad', reason: `is no JSON object: ${excerpt(text)}` };
  } catch {
    return { kind: 'bad', reason: `is no JSON: ${excerpt(text)}` };
  }
}

/** The beginning of a text as a JSON string, so that control characters do not reach a terminal. */
function excerpt(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

export interface JsonWriter {
  /** Queues one object as a line. */
  write(value: object): void;
  /** Resolves when the queue is short enough for more, or the reader is gone. */
  ready(): Promise<void>;
}

/** Writes to `output`; `gone` is called once when its reader has gone. */
export function createJsonWriter(output: Writable, gone: () => void): JsonWriter {
  let open = true;
  const close = (): void => {
    if (open) gone();
    open = false;
  };
  output.on('error', close);
  output.on('close', close);
  return {
    write: (value) => {
      if (open) output.write(`${JSON.stringify(value)}\n`);
    },
    ready: async () => {
      if (open && output.writableNeedDrain)
        await Promise.race([once(output, 'drain'), once(output, 'close')]).catch(() => undefined);
    },
  };
}
