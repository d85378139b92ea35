/**
 * Reflected objects: any structure comes back as it went, equal texts are written once, and hostile octets are refused in time.
 * Fixtures: formats.test.ts.
 */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../../../lib/hex.ts';
import { REFLECTED_DEPTH_MAX } from '../limits.ts';
import { createOctetWriter } from './octet-writer.ts';
import { readReflected } from './reflected-read.ts';
import { writeReflected } from './reflected-write.ts';
import type { Property, ReflectedType, Structure } from './reflected.ts';
import { nodeInfoStruct, nodesStruct, nodeStatusStruct } from './structures.ts';
import { checkWounds } from './wounds.ts';

const plain = { noNullPrototype: true } as const;
const text = fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', 'é', '\u{1f600}') });
const side = fc.record({ absolute: fc.integer(), zoom: fc.double(), anchor: fc.double() }, plain);
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);

const { structure } = fc.letrec<{ structure: Structure }>((tie) => {
  const values: Readonly<Record<ReflectedType, fc.Arbitrary<unknown>>> = {
    byte: fc.nat(0xff),
    int8: fc.integer({ min: -0x80, max: 0x7f }),
    uint16: fc.nat(0xffff),
    int16: fc.integer({ min: -0x8000, max: 0x7fff }),
    uint32: fc.nat(0xffff_ffff),
    int32: fc.integer(),
    uint64: u64,
    int64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    float: fc.float(),
    double: fc.double(),
    complex: fc.record({ real: fc.double(), imaginary: fc.double() }, plain),
    boolean: fc.boolean(),
    string: text,
    color: fc.nat(0xffff_ffff),
    time: u64,
    rectangle: fc.record({ left: side, top: side, right: side, bottom: side }, plain),
    structure: tie('structure'),
  };
  const properties = Object.entries(values).map(([type, value]) =>
    fc
      .tuple(text, fc.oneof(fc.record({ value }), fc.record({ values: fc.array(value, { maxLength: 3 }) })))
      .map(([name, content]) => ({ name, type, ...content }) as Property),
  );
  return { structure: fc.array(fc.oneof({ maxDepth: 3 }, ...properties), { maxLength: 4 }) };
});

/** Many bytes come back as an array of octets. */
function asRead(properties: Structure): Structure {
  return properties.map((property): Property => {
    if (property.type === 'structure') {
      return 'values' in property
        ? { ...property, values: property.values.map(asRead) }
        : { ...property, value: asRead(property.value) };
    }
    const isBytes = property.type === 'byte' && 'values' in property && property.values.length > 0;
    return isBytes ? ({ ...property, values: Uint8Array.from(property.values) } as Property) : property;
  });
}

test('any structure comes back, and its octets are those of what comes back', () => {
  fc.assert(
    fc.property(structure, (properties) => {
      const octets = writeReflected(properties);
      const result = readReflected(octets);
      ok(result.kind === 'ok', JSON.stringify(result.kind === 'bad' && result.fault));
      deepStrictEqual(result.value, asRead(properties));
      strictEqual(toHex(writeReflected(result.value)), toHex(octets));
    }),
  );
});

test('any damage of any structure gives an answer', () => {
  fc.assert(
    fc.property(structure, (properties) => {
      const octets = writeReflected(properties);
      if (octets.length < 1000) checkWounds(octets, readReflected);
    }),
    { numRuns: 10 },
  );
});

test('a text is written once, the end of a text is not shared', () => {
  const properties: Structure = [
    { name: 'name', type: 'string', values: ['name', 'me'] },
    { name: 'me', type: 'string', value: 'name' },
  ];
  const octets = Buffer.from(writeReflected(properties)).toString('latin1');
  strictEqual(octets.split('name\0').length, 2);
  strictEqual(octets.split('me\0').length, 3);
});

test('what a type does not hold is not written', () => {
  const nested = (depth: number): Structure =>
    depth === 0 ? [] : [{ name: 's', type: 'structure', value: nested(depth - 1) }];
  const wrong: readonly Property[] = [
    ...([
      { name: 'a', type: 'byte', value: 256 },
      { name: 'a', type: 'int8', value: -129 },
    ] as const),
    ...([
      { name: 'a', type: 'uint32', value: 1.5 },
      { name: 'a', type: 'uint64', value: -1n },
    ] as const),
    ...([
      { name: 'a', type: 'string', value: 'a\0' },
      { name: '\ud800', type: 'byte', value: 1 },
    ] as const),
    { name: 'a', type: 'uint16', values: [1, undefined as unknown as number] },
  ];
  for (const property of wrong) throws(() => writeReflected([property]), { name: 'UsageError' });
  ok(readReflected(writeReflected(nested(REFLECTED_DEPTH_MAX - 1))).kind === 'ok');
  throws(() => writeReflected(nested(REFLECTED_DEPTH_MAX)), { name: 'UsageError' });
});

/** A header and a data area of these integers. */
function area(...integers: readonly number[]): Uint8Array {
  const writer = createOctetWriter();
  writer.octets(Buffer.from('eobject\0'));
  for (const value of [0, 4 * integers.length, ...integers]) writer.u32(value);
  return writer.finish();
}

function faultOf(octets: Uint8Array): string {
  const result = readReflected(octets);
  return result.kind === 'bad' ? `${result.fault.code} ${result.fault.path} ${result.fault.offset}` : 'ok';
}

test('loops, structures told many times and impossible volumes are faults', () => {
  const property = (type: number, volume: number, at: number, ...rest: readonly number[]) =>
    area(1, 20, type, volume, at, 0x61, ...rest);
  strictEqual(faultOf(property(22, 0, 0)), 'too-much a 16', 'a structure that holds itself');
  strictEqual(faultOf(property(22, 4, 20, 0, 0, 0, 0)), 'out-of-bounds a/0 56', 'a text for a table');
  strictEqual(faultOf(property(22, 4, 24, 24, 24, 24, 24)), 'out-of-bounds a/0 40', 'a table for a structure');
  strictEqual(faultOf(property(4, 0xffff_fffe, 24, 1)), 'out-of-bounds a 40');
  strictEqual(faultOf(property(12, 0xffff_fffe, 24, 1)), 'out-of-bounds a 40');
  strictEqual(faultOf(property(12, 0, 1000)), 'out-of-bounds a 40');
  strictEqual(faultOf(property(15, 1, 1000)), 'ok', 'a type that is never written is skipped');
  strictEqual(faultOf(property(19, 0, 24, ...Array<number>(20).fill(0))), 'ok');
  strictEqual(faultOf(property(19, 0, 24, ...Array<number>(19).fill(0))), 'out-of-bounds a 40');
  strictEqual(faultOf(area(0).with(8, 1)), 'bad-version header 8');
  strictEqual(faultOf(area(0).with(12, 5)), 'out-of-bounds header 12');
  strictEqual(faultOf(area(1, 20, 12, 0, 20, 0x61ff)), 'bad-text  36');
});

test('one list told by many properties is refused when it would tell too much', () => {
  const count = 100;
  const data = 4 + 16 * count;
  const properties = Array.from({ length: count }, () => [data, 6, 100, data + 4]).flat();
  ok(faultOf(area(count, ...properties, 0x61, ...Array<number>(200).fill(0))).startsWith('too-much a '));
});

test('one table of texts told by many properties is refused when it would tell too much', () => {
  const count = 100;
  const name = 4 + 16 * count;
  const properties = Array.from({ length: count }, () => [name, 12, 200, name + 4]).flat();
  ok(faultOf(area(count, ...properties, 0x61, ...Array<number>(200).fill(name))).startsWith('too-much a '));
});

test('depth ends at its limit', () => {
  const depth = REFLECTED_DEPTH_MAX + 1;
  const levels = Array.from({ length: depth }, (_, level) => [1, 20 * depth + 4, 22, 0, 20 * (level + 1)]);
  ok(faultOf(area(...levels.flat(), 0, 0x61)).startsWith('too-deep'));
  ok(
    faultOf(
      area(
        ...levels
          .slice(2)
          .flat()
          .map((value) => (value > 22 ? value - 40 : value)),
        0,
        0x61,
      ),
    ) === 'ok',
  );
});

test('a shape skips what it does not know and fills what it lacks', () => {
  const octets = writeReflected([
    { name: 'battery_level', type: 'uint32', value: 7 },
    { name: 'battery_status', type: 'int32', value: 1 },
    { name: 'Progress_total', type: 'uint32', value: 1 },
    { name: 'more', type: 'structure', values: [] },
  ]);
  deepStrictEqual(nodeStatusStruct.read(octets), {
    kind: 'ok',
    value: { batteryStatus: 0, batteryLevel: 7, progressComplete: 0, progressTotal: 0 },
  });
  deepStrictEqual(nodesStruct.read(writeReflected([])), { kind: 'ok', value: { nodes: [] } });
});

test('of a fixed number of bytes as many are taken as there are', () => {
  for (const [size, wanted] of [
    [0, 0],
    [3, 3],
    [16, 16],
    [20, 16],
  ] as const) {
    const values = new Uint8Array(size).fill(9);
    const result = nodeInfoStruct.read(writeReflected([{ name: 'uuid', type: 'byte', values }]));
    ok(result.kind === 'ok');
    deepStrictEqual(result.value.uuid, new Uint8Array(16).fill(9, 0, wanted));
  }
  const single = nodeInfoStruct.read(writeReflected([{ name: 'uuid', type: 'byte', value: 9 }]));
  ok(single.kind === 'ok' && single.value.uuid[0] === 9);
});
