/** Tables are read and written once, and share their entries. Leaves out the format (src/protocols/cluster). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NetTable, serverAddress, writeNetTable } from '../../../protocols/cluster/index.ts';
import { addJoiner, createTable } from './edits.ts';
import { readTable, sharedTable, tableOctets } from './table-cache.ts';

const node = (index: number) => ({
  uuid: index.toString(16).padStart(32, '0'),
  name: `n${index}`,
  ip: '10.0.0.1',
  port: index,
});
const net = (name: string): NetTable => {
  const self = { ...node(1), ip: '10.0.0.1' };
  const first = createTable({ uuid: 'bb'.repeat(16), name }, self, 1n);
  return addJoiner(first, { self: self.uuid, ownIp: '10.0.0.1', joiner: node(2), now: 2n }) as NetTable;
};
const read = (octets: Uint8Array): NetTable => {
  const result = readTable(octets);
  assert.equal(result.kind, 'ok');
  return result.value.table;
};

test('a table is written once, as its format has it, and who reads it gets the very table', () => {
  const table = net('one');
  const octets = tableOctets(table);
  assert.equal(tableOctets(table), octets);
  assert.deepEqual(octets, writeNetTable(table));
  assert.equal(read(Buffer.from(octets)), table);
});

test('octets that were read before give the same table, also after their buffer was used for something else', () => {
  const octets = Buffer.from(writeNetTable(net('two')));
  const before = read(octets);
  const copy = Uint8Array.from(octets);
  octets.fill(0);
  assert.equal(readTable(octets).kind, 'bad');
  assert.equal(read(copy), before);
  assert.deepEqual(before, net('two'));
  copy[copy.length - 1] = 1;
  assert.notEqual(read(copy), before);
});

test('entries that are equal to those of the table before are the same objects', () => {
  const table = net('three');
  const before = read(writeNetTable(table));
  const changed: NetTable = {
    ...table,
    timestamp: 9n,
    nodes: [{ ...node(1), port: 99, address: serverAddress(1) }, ...table.nodes.slice(1)],
  };
  const after = read(writeNetTable(changed));
  assert.deepEqual(after, changed);
  assert.equal(after.nodes[1], before.nodes[1]);
  assert.notEqual(after.nodes[0], before.nodes[0]);
});

test('a table from elsewhere is the known one that tells the same, or shares its entries', () => {
  const known = read(writeNetTable(net('four')));
  assert.equal(sharedTable(net('four')), known);
  const renamed = sharedTable({ ...net('four'), name: 'five' });
  assert.deepEqual([renamed.name, renamed.nodes[0] === known.nodes[0]], ['five', true]);
  assert.equal(read(writeNetTable(renamed)), renamed);
});

test('few tables are kept', () => {
  const first = writeNetTable(net('first'));
  const before = read(first);
  assert.equal(read(first), before);
  for (let index = 0; index < 8; index += 1) read(writeNetTable(net(`other ${index}`)));
  assert.notEqual(read(first), before);
});
