/**
 * The registry: any tree comes back as it went, texts are shared as a plain search would share them, and hostile octets (loops, records
 * told many times, depth) are refused in time. Fixtures: formats.test.ts.
 */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../../../lib/hex.ts';
import { REGISTRY_DEPTH_MAX } from '../limits.ts';
import { readNetTable, writeNetTable } from './net-table.ts';
import { createOctetWriter } from './octet-writer.ts';
import { readRegistry } from './registry-read.ts';
import { writeRegistry } from './registry-write.ts';
import { asBoolean, asLong, asText, registryKey, registryValue } from './registry.ts';
import type { RegistryEntry, RegistryNode, RegistryValue } from './registry.ts';
import { readServerConfiguration, writeServerConfiguration } from './server-configuration.ts';
import { createTextPool } from './text-pool.ts';
import { checkWounds } from './wounds.ts';

const plain = { noNullPrototype: true } as const;
const characters = [...'aAbB 09éß\u0416\u{1f600}', String.fromCharCode(0xd800)];
const name = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...characters) });
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const anyValue: fc.Arbitrary<RegistryValue> = fc.oneof(
  fc.record({ type: fc.constant('integer' as const), value: fc.integer() }, plain),
  fc.record({ type: fc.constant('float' as const), value: fc.float() }, plain),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }, plain),
  fc.record({ type: fc.constant('string' as const), value: fc.oneof(name, fc.constant('')) }, plain),
  fc.record({ type: fc.constant('long-integer' as const), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }, plain),
  fc.record({ type: fc.constant('long-float' as const), value: fc.double() }, plain),
  fc.record({ type: fc.constant('color' as const), value: fc.nat(0xffff_ffff) }, plain),
  fc.record({ type: fc.constant('time' as const), value: u64 }, plain),
  fc.record({ type: fc.constant('binary' as const), value: fc.uint8Array({ maxLength: 20 }) }, plain),
);
const anyEntry = fc.tuple(name, anyValue).map(([entryName, value]): RegistryEntry => ({ name: entryName, ...value }));
const keyOf = (item: { readonly name: string }) => registryKey(item.name);
function treeOf(depth: number): fc.Arbitrary<RegistryNode> {
  const inner = depth === 0 ? fc.constant([]) : fc.uniqueArray(treeOf(depth - 1), { maxLength: 3, selector: keyOf });
  return fc.record({ name, nodes: inner, values: fc.uniqueArray(anyEntry, { maxLength: 4, selector: keyOf }) }, plain);
}
const anyTree = treeOf(3).map((node): RegistryNode => ({ ...node, name: '' }));

test('any tree comes back, in order of names, and its octets are those of what comes back', () => {
  fc.assert(
    fc.property(anyTree, (root) => {
      const octets = writeRegistry(root);
      const result = readRegistry(octets);
      ok(result.kind === 'ok');
      deepStrictEqual(result.value, sorted(root));
      strictEqual(toHex(writeRegistry(result.value)), toHex(octets));
    }),
  );
});

function sorted(node: RegistryNode): RegistryNode {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
    registryKey(a.name) < registryKey(b.name) ? -1 : 1;
  return { ...node, nodes: node.nodes.map(sorted).toSorted(byName), values: node.values.toSorted(byName) };
}

test('any damage of any tree gives an answer', () => {
  fc.assert(
    fc.property(treeOf(1), (root) => checkWounds(writeRegistry(root), readRegistry)),
    { numRuns: 5 },
  );
});

test('texts are shared as a search of all earlier ones, first of all the first, would share them', () => {
  const texts = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b') }), { maxLength: 30 });
  fc.assert(
    fc.property(texts, (all) => {
      const writer = createOctetWriter();
      const place = createTextPool(writer, 0);
      const pool: { readonly text: string; readonly at: number }[] = [];
      let size = 0;
      for (const text of all) {
        const found = pool.find((entry) => entry.text.endsWith(text));
        const wanted = found === undefined ? size : found.at + 2 * (found.text.length - text.length);
        if (found === undefined) {
          pool.push({ text, at: size });
          size += 2 * (text.length + 1);
        }
        strictEqual(place(text), wanted);
        strictEqual(writer.size, size);
      }
    }),
  );
});

const integer = (value: number): RegistryEntry => ({ name: 'n', type: 'integer', value });
const rootOf = (nodes: readonly RegistryNode[], values: readonly RegistryEntry[] = []) => ({ name: '', nodes, values });
const leaf = (leafName: string): RegistryNode => ({ ...rootOf([]), name: leafName });

test('what no registry can hold is not written', () => {
  const chain = (depth: number): RegistryNode =>
    depth === 0 ? leaf('x') : { ...leaf('x'), nodes: [chain(depth - 1)] };
  const entries: readonly RegistryEntry[] = [
    ...[integer(1.5), integer(2 ** 31), { ...integer(1), name: '' }, { ...integer(1), name: 'a/b' }],
    { name: 'c', type: 'color', value: -1 },
    { name: 't', type: 'time', value: -1n },
    { name: 'l', type: 'long-integer', value: 2n ** 63n },
    { name: 's', type: 'string', value: 'a\0b' },
  ];
  for (const entry of entries) throws(() => writeRegistry(rootOf([], [entry])), { name: 'UsageError' }, entry.name);
  throws(() => writeRegistry(rootOf([leaf('a'), leaf('A')])), { name: 'UsageError', message: /twice/ });
  ok(readRegistry(writeRegistry(chain(REGISTRY_DEPTH_MAX - 1))).kind === 'ok');
  throws(() => writeRegistry(chain(REGISTRY_DEPTH_MAX)), { name: 'UsageError' });
});

/** A registry's header and a data area of these integers. */
function area(...integers: readonly number[]): Uint8Array {
  const writer = createOctetWriter();
  writer.octets(Buffer.from('ecs.1.0\0'));
  for (const value of [0x8000_0004, 0, 28, 4 * integers.length, 0, ...integers]) writer.u32(value);
  return writer.finish();
}

function faultOf(octets: Uint8Array): string {
  const result = readRegistry(octets);
  return result.kind === 'bad' ? `${result.fault.code} ${result.fault.path} ${result.fault.offset}` : 'ok';
}

test('loops, records told twice and impossible counts are faults', () => {
  strictEqual(faultOf(area(1, 0, 0, 16, 0x61)), 'too-much a 28', 'a node that holds itself');
  strictEqual(faultOf(area(0xffff_ffff, 0)), 'out-of-bounds  28', 'more nodes than octets');
  strictEqual(faultOf(area(0, 0x7fff_ffff)), 'out-of-bounds  28', 'more values than octets');
  // Nodes that each hold the next one twice: 2^n of them are told by a few octets.
  const levels = Array.from({ length: 20 }, (_, level) => [2, 0, 24 * (level + 1), 24 * (level + 1), 492, 496]);
  const fan = area(...levels.flat(), 0, 0, 0x30, 0x61, 0x62);
  ok(faultOf(fan).startsWith('too-much'), faultOf(fan));
  strictEqual(faultOf(area(0, 0).with(12, 1)), 'bad-version header 12');
  strictEqual(faultOf(area(0, 0).with(8, 5)), 'bad-signature header 8');
  strictEqual(faultOf(area(0, 0).with(3, 0)), 'bad-signature signature 3');
  strictEqual(faultOf(area(0, 0).with(20, 9)), 'out-of-bounds header 16');
  strictEqual(faultOf(area(0, 0).with(16, 27)), 'out-of-bounds header 16');
  strictEqual(faultOf(Uint8Array.from([...area(0, 0), 1, 2, 3])), 'ok', 'what follows is nobody’s');
});

test('names that cannot be, and types that are not, are faults', () => {
  const at = 12;
  const valueArea = (type: number, ...nameUnits: number[]) => area(0, 1, at, at + 12, type, 1, ...nameUnits);
  strictEqual(faultOf(valueArea(1, 0x61)), 'ok');
  strictEqual(faultOf(valueArea(1, 0)), 'bad-name  52');
  strictEqual(faultOf(valueArea(1, 0x5c)), 'bad-name  52');
  strictEqual(faultOf(valueArea(10, 0x61)), 'unknown-type a 44');
  strictEqual(faultOf(valueArea(0, 0x61)), 'unknown-type a 44');
  strictEqual(faultOf(valueArea(1, 0x610061)), 'out-of-bounds  52', 'a name without an end');
  strictEqual(faultOf(area(0, 2, 16, 28, 40, 1, 1, 40, 1, 1, 0x61)), 'duplicate-name a 28');
});

test('depth ends at its limit', () => {
  const writer = createOctetWriter();
  const octets = Array.from({ length: REGISTRY_DEPTH_MAX + 1 }, (_, level) => [1, 0, 16 * (level + 1), 0x1_0000]);
  writer.octets(area(...octets.flat(), 0, 0, 0x61));
  const whole = writer.finish();
  const view = new DataView(whole.buffer);
  octets.forEach((_, level) => view.setUint32(28 + 16 * level + 12, whole.length - 28 - 4, true));
  ok(faultOf(whole).startsWith('too-deep'), faultOf(whole));
});

test('a text that is told from each of its places is refused when it would tell too much', () => {
  const [count, size] = [4000, 60_000];
  const writer = createOctetWriter();
  const texts = 8 + 4 * count + 12 * count;
  writer.octets(area());
  writer.u32(0);
  writer.u32(count);
  for (let index = 0; index < count; index += 1) writer.u32(8 + 4 * count + 12 * index);
  for (let index = 0; index < count; index += 1) [texts + 2 * index, 1, 0].forEach((value) => writer.u32(value));
  for (let index = 0; index < size; index += 1) writer.u8(0x41);
  writer.zeros(2);
  writer.patch(20, writer.size - 28);
  ok(faultOf(writer.finish()).startsWith('too-much'));
});

test('values are read as other types', () => {
  const values: readonly RegistryValue[] = [
    ...([
      { type: 'string', value: ' 42abc' },
      { type: 'string', value: '-7' },
      { type: 'string', value: 'x' },
    ] as const),
    ...([
      { type: 'float', value: 3.9 },
      { type: 'long-float', value: Number.NaN },
      { type: 'boolean', value: true },
    ] as const),
    ...([
      { type: 'binary', value: new Uint8Array(4) },
      { type: 'time', value: 5n },
    ] as const),
  ];
  deepStrictEqual(values.map(asLong), [42n, -7n, 0n, 3n, 0n, 1n, 0n, 5n]);
  deepStrictEqual(values.map(asText), [' 42abc', '-7', 'x', String(3.9), 'NaN', '1', '', '5']);
  deepStrictEqual([asLong(undefined), asText(undefined), asBoolean(undefined)], [0n, '', false]);
  strictEqual(registryValue(rootOf([], [integer(1)]), 'N')?.value, 1);
});

test('a net table with values missing, converted or of another size', () => {
  const entries: readonly RegistryEntry[] = [
    { name: 'net name', type: 'integer', value: 7 },
    { name: 'Autoconnect', type: 'string', value: '1' },
    { name: 'More', type: 'float', value: 1 },
  ];
  const node: RegistryNode = { ...leaf('0001'), values: [{ name: 'IP Port', type: 'string', value: '10666' }] };
  const result = readNetTable(writeRegistry(rootOf([node], entries)));
  const zero = '0'.repeat(32);
  deepStrictEqual(result, {
    kind: 'ok',
    value: {
      ...{ autoconnect: true, name: '7', uuid: zero, timestamp: 0n },
      nodes: [{ address: 0n, ip: '::', port: 10666, name: '', uuid: zero }],
    },
  });
  for (const [name, size] of [
    ['Node UUID', 15],
    ['IP Address', 4],
    ['Address', 16],
  ] as const) {
    const entry: RegistryEntry = { name, type: 'binary', value: new Uint8Array(size) };
    const wrong = readNetTable(writeRegistry(rootOf([{ ...leaf('0001'), values: [entry] }])));
    ok(wrong.kind === 'bad' && wrong.fault.code === 'wrong-size' && wrong.fault.path === `0001/${name}`);
  }
});

test('nodes of a net keep their order beyond nine, and beyond fifteen', () => {
  const nodes = Array.from({ length: 300 }, (_, index) => {
    return {
      address: BigInt(index),
      ip: `10.0.0.${index % 256}`,
      port: index,
      name: `n${index}`,
      uuid: index.toString(16).padStart(32, '0'),
    };
  });
  const table = { autoconnect: false, name: 'n', uuid: 'f'.repeat(32), timestamp: 1n, nodes };
  deepStrictEqual(readNetTable(writeNetTable(table)), { kind: 'ok', value: table });
});

test('a server remembers who it is and its nets, each as a net table', () => {
  const net = { autoconnect: true, name: 'lab', uuid: 'a'.repeat(32), timestamp: 5n, nodes: [] };
  const configuration = { name: 'alpha', uuid: '1'.repeat(32), nets: [net, { ...net, autoconnect: false }] };
  const octets = writeServerConfiguration(configuration);
  deepStrictEqual(readServerConfiguration(octets), { kind: 'ok', value: configuration });
  deepStrictEqual(readServerConfiguration(writeRegistry(rootOf([]))), {
    kind: 'ok',
    value: { name: '', uuid: '0'.repeat(32), nets: [] },
  });
  const wrong = rootOf([], [{ name: 'Node UUID', type: 'string', value: 'x' }]);
  strictEqual(readServerConfiguration(writeRegistry(wrong)).kind, 'bad');
  checkWounds(octets, readServerConfiguration);
});
