/**
 * Every frame that originals exchanged in the recordings: it decodes, and its value gives the recorded octets again; so do the formats
 * inside payloads. Every packet with damage at each octet, and every cut, gives an answer.
 * Leaves out who answers what (the node). Recordings: captures/*.json.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { toHex } from '../../lib/hex.ts';
import type { MessageSpec, ValueOf } from '../../schema/index.ts';
import { createFramer, decode, encode } from '../../wire/index.ts';
import { formats } from './formats/fixtures.ts';
import { readPackage } from './formats/package.ts';
import type { FormatResult } from './formats/result.ts';
import { checkWounds } from './formats/wounds.ts';
import { clusterLimits } from './limits.ts';
import { clusterMessages, type PayloadName } from './messages.ts';
import { readHandshake, readPayload } from './pick.ts';
import { readRecording, type RecordedConnection, type RecordedFrame } from './recording.ts';

const messages = clusterMessages(clusterLimits);
const folder = join(import.meta.dirname, 'captures');
const recordings = readdirSync(folder).map((file) => ({
  name: file.replace('.json', ''),
  connections: readRecording(readFileSync(join(folder, file), 'utf8')),
}));

/** How many frames there are, and how many octets our writers gave again. */
const count = {
  frames: 0,
  handshakes: 0,
  answers: 0,
  packets: 0,
  heads: 0,
  refused: 0,
  formats: 0,
  packages: 0,
  octets: 0,
};

/** Formats by the payload that they fill. */
const formatOf: Partial<Record<PayloadName, keyof typeof formats>> = {
  netTable: 'netTable',
  nodes: 'nodes',
  endpoints: 'nodeEndpoints',
  status: 'nodeStatus',
  info: 'nodeInfo',
};

function same(octets: Uint8Array, wanted: Uint8Array, what: string): void {
  strictEqual(toHex(octets), toHex(wanted), what);
  count.octets += octets.length;
}

function checkHandshake(frame: RecordedFrame): void {
  const result = readHandshake(messages, frame.octets);
  if (frame.note.startsWith('raw bytes')) {
    ok(result.kind === 'bad' && result.fault.code === 'bad-constant', frame.note);
    count.refused += 1;
    return;
  }
  ok(result.kind === 'ok', frame.note);
  strictEqual(result.end, frame.octets.length, frame.note);
  const { object, value } = result.handshake;
  const specs = {
    node: 'handshakeNode',
    service: 'handshakeService',
    custom: 'handshakeCustom',
    other: 'handshakeHead',
  } as const;
  same(encode(messages[specs[object]] as MessageSpec, value), frame.octets, frame.note);
  count.handshakes += 1;
}

function checkAnswer(frame: RecordedFrame): void {
  const result = decode(messages.handshakeAnswer, frame.octets);
  ok(result.kind === 'ok' && result.end === frame.octets.length, frame.note);
  same(encode(messages.handshakeAnswer, result.value), frame.octets, frame.note);
  strictEqual(result.value.object === 0n, frame.note.includes('REFUSED'), frame.note);
  count.answers += 1;
}

function checkPacket(frame: RecordedFrame): void {
  const result = decode(messages.packet, frame.octets);
  if (frame.elided > 0 || frame.note.startsWith('incomplete')) {
    ok(result.kind === 'need', frame.note);
    if (frame.elided > 0) strictEqual(result.octets, frame.elided, frame.note);
    count.heads += 1;
    return;
  }
  ok(result.kind === 'ok' && result.end === frame.octets.length, frame.note);
  same(encode(messages.packet, result.value), frame.octets, frame.note);
  checkPayload(result.value, frame.note);
  count.packets += 1;
}

function checkPayload({ verb, payload }: ValueOf<typeof messages.packet>, note: string): void {
  const result = readPayload(messages, verb, payload);
  ok(result.kind === 'ok', note);
  const { name, value } = result.value;
  strictEqual(toHex(encode(messages[name] as MessageSpec, value)), toHex(payload), note);
  const format = formatOf[name];
  if (format !== undefined) checkFormat(format, payload, note);
  if ('package' in value) count.packages += readPackage(value.package).kind === 'ok' ? 1 : 0;
  if (name === 'scheduleTask' && value.data.length > 16) checkFormat('reflected', value.data, note);
}

function checkFormat(name: keyof typeof formats, octets: Uint8Array, note: string): void {
  const { read, write } = formats[name];
  const result: FormatResult<unknown> = read(octets);
  ok(result.kind === 'ok', `${note}: ${inspect(result)}`);
  strictEqual(toHex(write(result.value as never)), toHex(octets), note);
  count.formats += 1;
}

for (const { name, connections } of recordings) {
  test(`${name}: every frame, both ways`, () => {
    for (const { frames } of connections) {
      const [toNode, toDialler] = [true, false].map((way) =>
        frames.filter((frame) => frame.fromDialler === way && frame.octets.length > 0),
      );
      count.frames += (toNode?.length ?? 0) + (toDialler?.length ?? 0);
      toNode?.forEach((frame, index) => (index === 0 ? checkHandshake(frame) : checkPacket(frame)));
      toDialler?.forEach((frame, index) => (index === 0 ? checkAnswer(frame) : checkPacket(frame)));
    }
  });
}

test('the recordings hold what they held when this was written', () => {
  deepStrictEqual(count, {
    ...{ frames: 636, handshakes: 69, answers: 69, packets: 477, heads: 18, refused: 3 },
    ...{ formats: 106, packages: 8, octets: 58_057 },
  });
});

test('a framer cuts what one side said into the same packets, in pieces of any size', () => {
  for (const { name, connections } of recordings) {
    for (const connection of connections) checkFramer(connection, name);
  }
});

function checkFramer({ frames }: RecordedConnection, name: string): void {
  for (const way of [true, false]) {
    const said = frames.filter((frame) => frame.fromDialler === way && frame.octets.length > 0).slice(1);
    const elided = said.findIndex((frame) => frame.elided > 0 || frame.note.startsWith('incomplete'));
    const whole = said.slice(0, elided < 0 ? said.length : elided).map((frame) => frame.octets);
    const stream = Buffer.concat(whole);
    for (const step of [1, 7, stream.length || 1]) {
      const heard: string[] = [];
      const framer = createFramer(() => messages.packet, {
        message: (_spec, value) =>
          void heard.push(toHex(encode(messages.packet, value as ValueOf<typeof messages.packet>))),
        ...{ begin: () => ok(false), chunk: () => ok(false), end: () => ok(false) },
        fault: (fault) => ok(false, `${name}: ${JSON.stringify(fault)}`),
      });
      for (let at = 0; at < stream.length; at += step) framer.push(stream.subarray(at, at + step));
      deepStrictEqual(
        heard,
        whole.map((octets) => toHex(octets)),
      );
    }
  }
}

/** Payloads of the recordings that differ, with their verbs: one of each form and size is enough to wound. */
const payloads = new Map<string, { readonly verb: number; readonly payload: Uint8Array }>();
for (const frame of recordings.flatMap(({ connections }) => connections.flatMap(({ frames }) => frames))) {
  const result = decode(messages.packet, frame.octets);
  if (result.kind !== 'ok') continue;
  const { verb, payload } = result.value;
  if (payload.length > 0 && payload.length < 800)
    payloads.set(`${verb.toString(16)} of ${payload.length}`, { verb, payload });
}

for (const [what, { verb, payload }] of payloads) {
  test(`damage and cuts of payload ${what} give an answer`, () => {
    checkWounds(payload, (octets) => {
      const result = readPayload(messages, verb, octets);
      const format = result.kind === 'ok' ? formatOf[result.value.name] : undefined;
      return format === undefined ? result : formats[format].read(octets);
    });
  });
}
