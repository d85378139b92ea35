/**
 * The framer against a plain reading of the same octets, with any messages cut in any way; its limits, its silence, its memory.
 * Messages: a family of our own, values from the generator's candidates (src/views) and random texts.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../lib/hex.ts';
import { bytes, constant, message, size, stream, text, u16, u64, type MessageSpec } from '../schema/index.ts';
import { candidates, plainValue, trialOf } from '../views/index.ts';
import { createFramer, decode, encode, encodeHead, type Fault, type FramerSink } from './index.ts';

type Value = Readonly<Record<string, unknown>>;

const base = { source: 'test', doc: 'd', byteOrder: 'be' } as const;
const type = (value: number) => constant('u8', { value, doc: 'type' });
const sizeOf = (of: string, max: number) => size('u32', { of, max, unit: 'octets', doc: 'n' });
const Note = message({
  ...{ ...base, name: 'note' },
  fields: {
    type: type(1),
    textSize: sizeOf('text', 300),
    text: text({ sizedBy: 'textSize', doc: 't' }),
    end: u16({ doc: 'e' }),
  },
});
const Bare = message({ ...{ ...base, name: 'bare' }, fields: { type: type(2) } });
const Pair = message({
  ...{ ...base, name: 'pair' },
  fields: {
    ...{ type: type(3), id: u64({ doc: 'i' }), leftSize: sizeOf('left', 40), rightSize: sizeOf('right', 40) },
    left: bytes({ sizedBy: 'leftSize', doc: 'l' }),
    right: bytes({ sizedBy: 'rightSize', doc: 'r' }),
  },
});
const Blob = message({
  ...{ ...base, name: 'blob' },
  fields: {
    type: type(4),
    dataSize: sizeOf('data', 2 ** 28),
    // Between size and content: a head is not over when the size is known.
    flag: u16({ doc: 'f' }),
    data: stream({ sizedBy: 'dataSize', doc: 'd' }),
  },
});
const family: readonly MessageSpec[] = [Note, Bare, Pair, Blob];
const pick = (code: number): MessageSpec | undefined => family[code - 1];

/** What a sink heard as text, chunks joined: `note {...}`, `begin blob ...`, `content ...`, `end`, `fault ...`. */
function listener(): { readonly heard: string[]; readonly sink: FramerSink } {
  const heard: string[] = [];
  let content = '';
  const sink: FramerSink = {
    message: (spec, value) => void heard.push(`${spec.name} ${show(value)}`),
    begin(spec, value, streamSize) {
      content = '';
      heard.push(`begin ${spec.name} ${show(value)} ${streamSize}`);
    },
    chunk: (data) => void (content += toHex(data)),
    end: () => void heard.push(`content ${content}`),
    fault: (fault) => void heard.push(`fault ${fault.code} ${fault.field} ${fault.offset} after ${content.length}`),
  };
  return { heard, sink };
}

function show(value: Value): string {
  return Object.entries(value)
    .map(([name, part]) => `${name}=${part instanceof Uint8Array ? toHex(part) : String(part)}`)
    .join();
}

/** No Buffer: the `slice` of one is no copy. */
function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function hear(octets: Uint8Array, cuts: readonly number[]): readonly string[] {
  const { heard, sink } = listener();
  const framer = createFramer(pick, sink);
  const ends = [...new Set(cuts.map((cut) => cut % (octets.length + 1)))].toSorted((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, octets.length]) {
    // A copy that is overwritten afterwards: what a framer keeps it must have copied.
    const piece = octets.slice(start, end);
    framer.push(piece);
    piece.fill(0xee);
    start = end;
  }
  return heard;
}

function expected(spec: MessageSpec, value: Value): readonly string[] {
  if (spec !== Blob) return [`${spec.name} ${show(value)}`];
  const data = value['data'] as Uint8Array;
  return [`begin blob flag=${String(value['flag'])} ${data.length}`, `content ${toHex(data)}`];
}

/** Any legal value: for each field one of the generator's candidates that are not large. */
function anyValue(spec: MessageSpec): fc.Arbitrary<Value> {
  const legal = candidates(spec).filter(
    (candidate) => candidate.legal && !('octets' in candidate.given && candidate.given.octets > 1000),
  );
  const ofFields = Object.keys(plainValue(spec)).map((name) => {
    const mine = legal.filter((candidate) => candidate.field === name);
    return fc.constantFrom(...mine.map((candidate) => trialOf(spec, {}, candidate).value));
  });
  return fc.tuple(...ofFields).map((parts) => Object.assign({}, ...parts) as Value);
}

const anyMessage = fc.oneof(
  ...family.map((spec) => anyValue(spec).map((value) => ({ spec, value }))),
  fc
    .tuple(fc.string({ unit: 'binary', maxLength: 70 }), fc.nat(0xffff))
    .map(([note, end]) => ({ spec: Note as MessageSpec, value: { text: note, end } as Value })),
);
const anyMessages = fc.array(anyMessage, { maxLength: 8 });
const anyCuts = fc.oneof(
  fc.array(fc.nat(4000), { maxLength: 12 }),
  fc.constant(Array.from({ length: 5000 }, (_, at) => at)),
);

test('any messages, cut in any way, are heard as they were said', () => {
  fc.assert(
    fc.property(anyMessages, anyCuts, (messages, cuts) => {
      const octets = join(messages.map(({ spec, value }) => encode(spec, value)));
      deepStrictEqual(
        hear(octets, cuts),
        messages.flatMap(({ spec, value }) => expected(spec, value)),
      );
    }),
  );
});

test('every cut of any message says what it needs', () => {
  fc.assert(
    fc.property(anyMessage, fc.nat(), ({ spec, value }, at) => {
      const octets = encode(spec, value);
      const size = at % octets.length;
      const result = decode(spec, octets, 0, size);
      ok(result.kind === 'need' && result.octets > 0 && size + result.octets <= octets.length);
    }),
  );
});

test('any damage is heard alike however it is cut, and nothing after a fault', () => {
  fc.assert(
    fc.property(anyMessages, fc.nat(), fc.nat(255), anyCuts, (messages, at, octet, cuts) => {
      const octets = join([...messages.map(({ spec, value }) => encode(spec, value)), Uint8Array.of(1)]);
      octets[at % octets.length] = octet;
      const whole = hear(octets, []);
      deepStrictEqual(hear(octets, cuts), whole);
      const fault = whole.findIndex((line) => line.startsWith('fault'));
      ok(fault < 0 || fault === whole.length - 1);
    }),
  );
});

test('any octets at all are heard alike however they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60, max: 5 }), anyCuts, (octets, cuts) => {
      deepStrictEqual(hear(octets, cuts), hear(octets, []));
    }),
  );
});

test('a size over its limit is refused with the octet that makes it readable', () => {
  const octets = encode(Note, { text: '', end: 0 }, { textSize: 301 });
  const { heard, sink } = listener();
  const framer = createFramer(pick, sink);
  framer.push(octets.subarray(0, 4));
  deepStrictEqual(heard, []);
  framer.push(octets.subarray(4, 5));
  deepStrictEqual(heard, ['fault size-over-limit textSize 1 after 0']);
});

test('an unknown type is one fault with the octet, then silence', () => {
  const faults: Fault[] = [];
  const { heard, sink } = listener();
  const framer = createFramer(pick, { ...sink, fault: (fault) => void faults.push(fault) });
  framer.push(Uint8Array.of(2, 0x77, 2, 2));
  framer.push(Uint8Array.of(2));
  deepStrictEqual(faults, [{ code: 'unknown-message', message: '', field: 'type', offset: 0, seen: 0x77 }]);
  deepStrictEqual(heard, ['bare ']);
  strictEqual(framer.buffered, 0);
});

test('the choice is asked once for a message, when its first octet is there', () => {
  const asked: number[] = [];
  const { sink } = listener();
  const framer = createFramer((code) => (asked.push(code), pick(code)), sink);
  for (const octet of encode(Note, { text: 'abc', end: 7 })) framer.push(Uint8Array.of(octet));
  framer.push(encode(Bare, {}));
  deepStrictEqual(asked, [1, 2]);
});

test('stop from inside the sink silences the rest, each kind of call', () => {
  const octets = Buffer.concat([
    encode(Bare, {}),
    encode(Blob, { flag: 1, data: Uint8Array.of(9, 9) }),
    encode(Bare, {}),
  ]);
  for (const [at, wanted] of Object.entries({ message: 1, begin: 2, chunk: 3, end: 4 })) {
    let calls = 0;
    const count = (name: string) => () => {
      calls += 1;
      if (name === at) framer.stop();
    };
    const framer = createFramer(pick, {
      ...{ message: count('message'), begin: count('begin'), chunk: count('chunk'), end: count('end') },
      fault: () => ok(false),
    });
    framer.push(octets);
    strictEqual(calls, wanted, at);
  }
});

test('stop at the beginning of an empty stream silences its end', () => {
  const { heard, sink } = listener();
  const framer = createFramer(pick, { ...sink, begin: () => framer.stop() });
  framer.push(encode(Blob, { flag: 1, data: new Uint8Array(0) }));
  deepStrictEqual(heard, []);
});

test('an incomplete message is kept by what arrived, not by what it claims', () => {
  const { heard, sink } = listener();
  const framer = createFramer(() => Large, sink);
  framer.push(encode(Large, { text: '' }, { textSize: 2 ** 31 }));
  strictEqual(framer.buffered, 5);
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 1024; count += 1) framer.push(new Uint8Array(64));
  strictEqual(framer.buffered, 5 + 64 * 1024);
  ok(process.memoryUsage().arrayBuffers - before < 8 * 2 ** 20);
  deepStrictEqual(heard, []);
});

const Large = message({
  ...{ ...base, name: 'large' },
  fields: { type: type(1), textSize: sizeOf('text', 2 ** 31), text: text({ sizedBy: 'textSize', doc: 't' }) },
});

test('256 MiB go through in pieces of 64 KiB without being held', () => {
  const piece = new Uint8Array(64 * 1024);
  let seen = 0;
  let peak = 0;
  const { sink } = listener();
  const framer = createFramer(pick, {
    ...sink,
    chunk: (data) => void (seen += data.length),
    end: () => void (seen += 1),
  });
  const before = held();
  framer.push(encodeHead(Blob, { flag: 0 }, 2 ** 28));
  for (let sent = 0; sent < 2 ** 28; sent += piece.length) {
    framer.push(piece);
    peak = Math.max(peak, held());
  }
  strictEqual(seen, 2 ** 28 + 1);
  strictEqual(framer.buffered, 0);
  ok(peak - before < 32 * 2 ** 20, `grew by ${peak - before} octets`);
});

/** Octets of heap and buffers in use. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
