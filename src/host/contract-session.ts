/**
 * Serves the adapter contract over two streams: one request at a time, an answer for each, events between them.
 * Leaves out what operations mean (src/node/<protocol>) and the process round it (src/cli/adapter.ts). Source: spec/adapter.md.
 */
import { constants } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import type { ContractAnswer, ContractEventLine, ContractServer, JsonObject } from '../lib/contract.ts';
import { createJsonWriter, readJsonLines } from './json-lines.ts';

/** Makes the server; `emit` takes its events. */
export type ContractFactory = (emit: (event: ContractEventLine) => void) => ContractServer;

export interface ContractStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Longest line that is read; default: as long as a text can be. */
  readonly lineOctets?: number;
  /** A sentence for the people who read our standard error. */
  complain(sentence: string): void;
}

/** A text can be no longer in this language. */
const longestLine = constants.MAX_STRING_LENGTH;

/** Resolves when the input has ended or the reader of the output has gone. Throws what the input stream throws. */
export async function serveContract(streams: ContractStreams, create: ContractFactory): Promise<void> {
  const { input, output, complain, lineOctets = longestLine } = streams;
  let gone = false;
  const writer = createJsonWriter(output, () => {
    gone = true;
    input.destroy();
  });
  const server = create((event) => writer.write(event));
  try {
    for await (const line of readJsonLines(input, lineOctets)) {
      if (line.kind === 'object') writer.write(await answer(server, line.value, complain));
      else writer.write(refusal(null, `this line ${line.reason}`, complain));
      await writer.ready();
    }
  } catch (error) {
    if (!gone) throw error;
  }
}

async function answer(
  server: ContractServer,
  request: JsonObject,
  complain: (sentence: string) => void,
): Promise<JsonObject> {
  const { id, op, ...args } = request;
  if (typeof id !== 'number') return refusal(null, 'a request has an "id" that is a number', complain);
  if (typeof op !== 'string') return refusal(id, 'a request has an "op" that is a text', complain);
  const given = await new Promise<ContractAnswer>((resolve) => server.handle({ op, args }, resolve));
  return { id, ...given };
}

function refusal(id: number | null, message: string, complain: (sentence: string) => void): JsonObject {
  complain(`bad request: ${message}`);
  return { id, error: { code: 'bad-request', message } };
}
