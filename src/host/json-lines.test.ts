/** Lines in and out, and the contract over them with a toy server. */
import { strict as assert } from 'node:assert';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import type { ContractAnswer, ContractServer, JsonObject } from '../lib/contract.ts';
import { serveContract } from './contract-session.ts';
import { type JsonLine, createJsonWriter, readJsonLines } from './json-lines.ts';
import { soon } from './toy-machine.ts';

async function linesOf(pieces: readonly (string | Uint8Array)[], maxOctets = 100): Promise<readonly JsonLine[]> {
  const lines: JsonLine[] = [];
  for await (const line of readJsonLines(Readable.from(pieces.map((piece) => Buffer.from(piece))), maxOctets))
    lines.push(line);
  return lines;
}

const object = (value: JsonObject): JsonLine => ({ kind: 'object', value });
const bad = (reason: string): JsonLine => ({ kind: 'bad', reason });

test('objects, however they are cut, also the last without its line end', async () => {
  const text = '{"a":"ü"}\n\n  \r\n{"b":[1]}\r\n{"c":null}';
  const want = [object({ a: 'ü' }), object({ b: [1] }), object({ c: null })];
  assert.deepEqual(await linesOf([text]), want);
  assert.deepEqual(await linesOf([...Buffer.from(text)].map((octet) => Uint8Array.of(octet))), want);
});

test('what is no object is told, and the next line is read', async () => {
  const lines = await linesOf(['nonsense\n[1]\nnull\n', Uint8Array.of(0xff, 10), '{}\n']);
  assert.deepEqual(lines, [
    bad('is no JSON: "nonsense"'),
    bad('is no JSON object: "[1]"'),
    bad('is no JSON object: "null"'),
    bad('is not UTF-8'),
    object({}),
  ]);
});

test('a line over the limit is one bad line, whole or in pieces, and the limit itself is good', async () => {
  const fits = `{"a":"${'x'.repeat(92)}"}`;
  assert.equal(fits.length, 100);
  const long = bad('is longer than 100 octets');
  assert.deepEqual(await linesOf([`${fits}\n${fits} \n{}\n`]), [
    object(JSON.parse(fits) as JsonObject),
    long,
    object({}),
  ]);
  assert.deepEqual(await linesOf(['y'.repeat(60), 'y'.repeat(60), 'y'.repeat(60), '\n{}\n', 'y'.repeat(101)]), [
    long,
    object({}),
    long,
  ]);
});

test('the writer is ready when its reader has read, or is gone', async () => {
  const output = new PassThrough({ highWaterMark: 10 });
  let gone = 0;
  const writer = createJsonWriter(output, () => (gone += 1));
  writer.write({ text: 'long enough to be too much' });
  let ready = false;
  const soonReady = writer.ready().then(() => (ready = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(ready, false);
  output.resume();
  await soon('ready', soonReady);
  output.pause();
  writer.write({ text: 'long enough to be too much' });
  const again = writer.ready();
  output.destroy(new Error('the reader is gone'));
  await soon('ready', again);
  assert.equal(gone, 1);
  writer.write({ text: 'into the void' });
});

/** A server that answers `later` in the next turn and says what it heard. */
function toyServer(emit: (event: { readonly event: string }) => void): ContractServer {
  return {
    handle: ({ op, args }, answer: (answer: ContractAnswer) => void) => {
      emit({ event: `heard-${op}` });
      const ok = { ok: { op, ...args } };
      if (op === 'later') setImmediate(() => answer(ok));
      else answer(op === 'no' ? { error: { code: 'unsupported', message: 'no' } } : ok);
    },
  };
}

async function conversation(
  lines: readonly string[],
): Promise<{ readonly said: readonly unknown[]; readonly complaints: readonly string[] }> {
  const output = new PassThrough();
  const complaints: string[] = [];
  const input = Readable.from([Buffer.from(lines.join('\n'))]);
  await soon('end', serveContract({ input, output, complain: (sentence) => complaints.push(sentence) }, toyServer));
  output.end();
  const said = (await output.toArray()).join('').split('\n').slice(0, -1);
  return { said: said.map((line) => JSON.parse(line) as unknown), complaints };
}

test('requests are answered one at a time, with their ids, events between', async () => {
  const { said, complaints } = await conversation([
    '{"id":1,"op":"later","x":1}',
    '{"id":2,"op":"now"}',
    '{"id":3,"op":"no"}',
  ]);
  assert.deepEqual(said, [
    { event: 'heard-later' },
    { id: 1, ok: { op: 'later', x: 1 } },
    { event: 'heard-now' },
    { id: 2, ok: { op: 'now' } },
    { event: 'heard-no' },
    { id: 3, error: { code: 'unsupported', message: 'no' } },
  ]);
  assert.deepEqual(complaints, []);
});

test('what is no request is answered bad-request, and said on standard error', async () => {
  const { said, complaints } = await conversation(['junk', '{"op":"now"}', '{"id":5}', '{"id":6,"op":"now"}']);
  const error = (id: number | null, message: string): object => ({ id, error: { code: 'bad-request', message } });
  assert.deepEqual(said.slice(0, 3), [
    error(null, 'this line is no JSON: "junk"'),
    error(null, 'a request has an "id" that is a number'),
    error(5, 'a request has an "op" that is a text'),
  ]);
  assert.deepEqual(said[4], { id: 6, ok: { op: 'now' } });
  assert.equal(complaints.length, 3);
});

test('a reader that has gone ends the session', async () => {
  const output = new PassThrough();
  const input = new PassThrough();
  const session = serveContract({ input, output, complain: () => undefined }, toyServer);
  output.destroy();
  await soon('end', session);
  assert.ok(input.destroyed);
});
