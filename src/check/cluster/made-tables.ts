/**
 * Net tables that scenarios tell in words: `a newer table that has "delta" in it, which listens`, `a table that is empty`.
 * Leaves out what came from the subject (tables.ts). Source: spec/cluster.md sections 6.4, 6.5 and 7.3.
 */
import { UsageError } from '../../lib/errors.ts';
import {
  type NetNode,
  type NetTable,
  partsOf,
  readRegistry,
  type RegistryEntry,
  type RegistryNode,
  serverAddress,
  writeNetTable,
} from '../../protocols/cluster/index.ts';
import { entryFor } from './as-acceptor.ts';
import { addFigure } from './as-net.ts';
import { withHeader, writePlain } from './plain-registry.ts';
import { type ClusterStage, figureOf } from './stage.ts';
import { putTable, tableOf } from './tables.ts';

/** What a table may be called. */
export const madeTable = /(?:an older|a newer) table(?:,? .*)?|a table .*|the table that it got when it joined/;

const STEP_MS = 1000n;
const HOUR_MS = 3_600_000n;
const OTHER_NET = 'cc'.repeat(16);

/** The octets of a table. One that the subject will take becomes that of the scenario. UsageError for words that mean none. */
export async function tableIn(stage: ClusterStage, words: string, sender: string): Promise<Uint8Array> {
  if (words === 'the table that it got when it joined') return figureOf(stage, sender).octets;
  const damaged = damages[words];
  if (damaged !== undefined) return damaged(stage);
  const table = await contentOf(stage, words);
  const isTaken = table.timestamp > tableOf(stage).timestamp && table.uuid === tableOf(stage).uuid;
  const [, how] = /, written (.*)$/.exec(words) ?? [];
  const canonical = isTaken ? putTable(stage, table) : writeNetTable(table);
  return how === undefined ? canonical : written(how, canonical);
}

async function contentOf(stage: ClusterStage, words: string): Promise<NetTable> {
  const base = tableOf(stage);
  const [, net] = /of the net "([^"]*)"/.exec(words) ?? [];
  return {
    ...base,
    timestamp: base.timestamp + dateStep(words),
    name: net ?? base.name,
    uuid: words.includes('of another net') ? OTHER_NET : base.uuid,
    nodes: await nodesOf(stage, words, base.nodes),
  };
}

function dateStep(words: string): bigint {
  if (words.startsWith('an older')) return -STEP_MS;
  if (words.startsWith('a newer')) return STEP_MS;
  return words.includes('an hour ahead') ? HOUR_MS : 0n;
}

async function nodesOf(stage: ClusterStage, words: string, nodes: readonly NetNode[]): Promise<readonly NetNode[]> {
  const [, without] = /has no "([^"]*)"/.exec(words) ?? [];
  if (without !== undefined) return nodes.filter(({ name }) => name !== without);
  const [, otherwise] = /tells otherwise of "([^"]*)"/.exec(words) ?? [];
  if (otherwise !== undefined) return nodes.map((node) => (node.name === otherwise ? other(node) : node));
  const [, added, word] = /(?:has|of) "([^"]*)"(?: with the word (\d+))?/.exec(words) ?? [];
  if (added === undefined || words.includes('of the net')) return nodes;
  const entry = await newNode(stage, added, words.includes('which listens'), Number(word ?? nodes.length + 1));
  return words.includes('alone') ? [entry] : [...nodes, entry];
}

/** The same node, as somebody tells of it who knows all but its UUID otherwise. */
function other(node: NetNode): NetNode {
  return {
    ...node,
    name: 'otherwise',
    ip: '192.0.2.1',
    port: 9,
    address: serverAddress(partsOf(node.address).node + 70),
  };
}

async function newNode(stage: ClusterStage, name: string, listens: boolean, word: number): Promise<NetNode> {
  const figure = stage.figures.get(name) ?? (await addFigure(stage, name, listens));
  figure.address = serverAddress(word);
  return entryFor(figure);
}

function treeOf(octets: Uint8Array): RegistryNode {
  const read = readRegistry(octets);
  if (read.kind === 'bad') throw new UsageError('the scenario has no table');
  return read.value;
}

/** A tree with each node's values and sub-nodes changed, from the root down. */
function edited(node: RegistryNode, edit: (node: RegistryNode) => RegistryNode): RegistryNode {
  const { name, nodes, values } = edit(node);
  return { name, values, nodes: nodes.map((inner) => edited(inner, edit)) };
}

const stranger: readonly RegistryEntry[] = [
  { name: 'Colour of the Door', type: 'color', value: 0xff00ff },
  { name: 'Zeal', type: 'string', value: 'great' },
];

const forms: Readonly<Record<string, (tree: RegistryNode) => Uint8Array>> = {
  'with values in another order': (tree) => writePlain(edited(tree, backwards)),
  'with values that nobody knows': (tree) =>
    writePlain(edited(tree, (node) => ({ ...node, values: [...node.values, ...stranger] }))),
  'with names in small letters': (tree) => writePlain(edited(tree, inSmallLetters)),
  'without the autoconnect': (tree) =>
    writePlain({ ...tree, values: tree.values.filter(({ name }) => name !== 'Autoconnect') }),
  'with every text of its own': (tree) => writePlain(tree),
  'with its root after everything else': (tree) => writePlain(tree, { rootLast: true }),
  'with other names of sub-nodes': (tree) =>
    writePlain({ ...tree, nodes: tree.nodes.map((node, index) => ({ ...node, name: `node ${index + 1}` })) }),
};

function backwards(node: RegistryNode): RegistryNode {
  return { ...node, values: node.values.toReversed(), nodes: node.nodes.toReversed() };
}

function inSmallLetters(node: RegistryNode): RegistryNode {
  return { ...node, values: node.values.map((entry) => ({ ...entry, name: entry.name.toLowerCase() })) };
}

function written(how: string, canonical: Uint8Array): Uint8Array {
  const form = forms[how];
  if (form === undefined) throw new UsageError(`no table is written ${how}`);
  return form(treeOf(canonical));
}

const newer = (stage: ClusterStage): Uint8Array => {
  const table = tableOf(stage);
  return writeNetTable({ ...table, timestamp: table.timestamp + STEP_MS });
};

/** Octets with a u32 in them that is another one. */
function withU32(octets: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = octets.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}

const [VERSION, MARKER, ROOT, AREA] = [12, 8, 24, 28];
const FAR = 0x7fff_0000;

const damages: Readonly<Record<string, (stage: ClusterStage) => Uint8Array>> = {
  'a table that is empty': () => new Uint8Array(0),
  'a table that is text': () => new Uint8Array(Buffer.from('this is no table, whatever it may be taken for')),
  'a table with another marker': (stage) => withU32(newer(stage), MARKER, 0x8000_0005),
  'a table with another version': (stage) => withU32(newer(stage), VERSION, 1),
  'a table that is cut in the middle': (stage) => newer(stage).slice(0, 200),
  'a table whose root is outside': (stage) => withU32(newer(stage), ROOT, FAR),
  'a table of two thousand million nodes': (stage) => withU32(newer(stage), AREA, 2_000_000_000),
  // The first sub-node's offset, after the two counts, is that of the root.
  'a table with a node in itself': (stage) => withU32(newer(stage), AREA + 8, 0),
  'a table whose UUID has 15 octets': (stage) => writePlain(edited(treeOf(newer(stage)), shortUuid)),
  'a table whose texts have no end': () => withHeader(endless(), 0),
};

function shortUuid(node: RegistryNode): RegistryNode {
  const values = node.values.map((entry): RegistryEntry =>
    entry.type === 'binary' && entry.name.endsWith('UUID') ? { ...entry, value: entry.value.slice(1) } : entry,
  );
  return { ...node, values };
}

/** A root with one value whose name goes on to the last octet. */
function endless(): Uint8Array {
  const record = [0, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0];
  const value = [24, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0];
  return Uint8Array.from([...record, ...value, ...Buffer.from('Net Name without an end', 'utf16le')]);
}
