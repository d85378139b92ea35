/** How the views look: exact text for a small message, cuts and marks of a dump, what the generator proposes. */
import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { fromHex, toHex } from '../lib/hex.ts';
import { bytes, constant, message, size, text, u16, u64, u8, type MessageSpec } from '../schema/index.ts';
import { decode, encode } from '../wire/index.ts';
import { checkMessage, checkTrial } from '../wire/laws.ts';
import { candidates, diagram, dissector, dump, oneLine, plainValue, table, trialOf } from './index.ts';
import { checkViews, viewLaws } from './laws.ts';

const Letter = message({
  name: 'letter',
  source: 'page 1',
  doc: 'A letter.',
  byteOrder: 'le',
  fields: {
    type: constant('u8', { value: 7, doc: 'Kind of message.' }),
    class: u8({ names: { first: 1, second: 2 }, doc: 'How fast | how dear.' }),
    weight: u16({ doc: 'In grams.' }),
    id: u64({ doc: 'Who wrote it.' }),
    nameSize: size('u8', { of: 'name', max: 40, unit: 'octets', doc: 'Size of name.' }),
    name: text({ sizedBy: 'nameSize', doc: 'For whom.' }),
    sealSize: size('u16', { of: 'seal', max: 0xffff, unit: 'octets', doc: 'Size of seal.' }),
    seal: bytes({ sizedBy: 'sealSize', doc: 'A seal.' }),
  },
});
const value = { class: 2, weight: 300, id: 0xabcn, name: 'Zoë', seal: fromHex('00ff') };

test('the laws of the views hold for all kinds of fields', () => checkViews(Letter, value, encode(Letter, value)));

test('a message whose declaration is no plain data, or that a view leaves out, breaks a law', () => {
  const vectors = [{ value, hex: toHex(encode(Letter, value)) }];
  checkMessage(Letter, vectors, viewLaws);
  throws(() => checkMessage({ ...Letter, at: new Date(0) } as MessageSpec, vectors, viewLaws), /letter is plain data/);
  throws(() => checkMessage(Letter, [], viewLaws), /letter has no vector/);
  throws(() => viewLaws.check(Letter, value, new Uint8Array(2)), /letter\./);
});

test('a table has a row for each field and escapes bars', () => {
  strictEqual(
    table(Letter),
    [
      '### letter',
      '',
      'A letter. Integers: least significant octet first. Source: page 1.',
      '',
      '| field | octets | content | meaning |',
      '| --- | --- | --- | --- |',
      '| type | 1 | 0x07 | Kind of message. |',
      '| class | 1 | 1 first, 2 second | How fast \\| how dear. |',
      '| weight | 2 | integer | In grams. |',
      '| id | 8 | integer | Who wrote it. |',
      '| nameSize | 1 | size of name in octets, at most 40 | Size of name. |',
      '| name | nameSize | UTF-8 | For whom. |',
      '| sealSize | 2 | size of seal in octets, at most 65535 | Size of seal. |',
      '| seal | sealSize | octets | A seal. |',
      '',
      '',
    ].join('\n'),
  );
});

test('one line names values, keeps control characters out and cuts long contents', () => {
  strictEqual(
    oneLine(Letter, value),
    'letter class=2(second) weight=300 id=0x0000000000000abc name="Zoë" seal=<00ff>(2 octets)',
  );
  const long = { class: 9, name: `a\n${'x'.repeat(100)}`, seal: new Uint8Array(100) };
  strictEqual(
    oneLine(Letter, long),
    `letter class=9 name="a\\n${'x'.repeat(62)}"...(102 octets) seal=<${'00'.repeat(16)}...>(100 octets)`,
  );
});

test('a dump marks the first wrong octet under its field', () => {
  const octets = encode(Letter, value, { name: fromHex('5a6fff') });
  const result = decode(Letter, octets);
  ok(result.kind === 'bad');
  deepStrictEqual(dump(Letter, octets, result.fault.offset).split('\n'), [
    '000000  07                                               type',
    '000001  02                                               class',
    '000002  2c 01                                            weight',
    '000004  bc 0a 00 00 00 00 00 00                          id',
    '00000c  03                                               nameSize',
    '00000d  5a 6f ff                                         name',
    '              ^^',
    '000010  02 00                                            sealSize',
    '000012  00 ff                                            seal',
  ]);
});

test('a dump says where a message is cut, what is left over, and leaves out the middle of a long field but the mark', () => {
  const octets = encode(Letter, { ...value, name: '', seal: new Uint8Array(200) });
  const cut = dump(Letter, octets.subarray(0, 20)).split('\n');
  strictEqual(cut.at(-1), '00000f  00 00 00 00 00                                   seal (cut)');
  strictEqual(cut.at(-3), '00000d                                                   name');
  strictEqual(
    dump(Letter, octets.subarray(0, 3)).split('\n').at(-1),
    '000002  2c                                               weight (cut)',
  );
  strictEqual(
    dump(Letter, Uint8Array.from([...octets, 1, 2]))
      .split('\n')
      .at(-1)
      ?.slice(-6),
    '(rest)',
  );
  const marked = dump(Letter, octets, 15 + 16 * 8 + 1).split('\n');
  ok(marked.length < 16 && marked.includes('    ...') && marked.includes('           ^^'));
  ok(!dump(Letter, octets).includes('^^'));
});

test('the generator tries bounds, names, lies and texts that are no UTF-8', () => {
  const labels = (field: string) =>
    candidates(Letter)
      .filter((candidate) => candidate.field === field)
      .map(({ label }) => label);
  deepStrictEqual(labels('type'), ['6', '8', '0', '255']);
  deepStrictEqual(labels('class'), ['1', '2', '0', '254', '255']);
  deepStrictEqual(labels('weight'), ['0', '1', '65534', '65535']);
  deepStrictEqual(labels('nameSize'), ['true size - 1', 'true size + 1', '0', '1', '39', '40', '41', '255']);
  deepStrictEqual(labels('seal'), ['0 octets', '1 octets', '65534 octets', '65535 octets', '65536 octets']);
  ok(labels('id').includes(String(2n ** 64n - 1n)) && labels('name').includes('overlong'));
  deepStrictEqual(candidates(Letter), candidates(Letter));
});

test('every candidate encodes; legal ones come back, lies about limits and texts are found out', () => {
  const spec: MessageSpec = Letter;
  const plain = plainValue(spec);
  for (const candidate of candidates(Letter)) {
    const trial = trialOf(Letter, plain, candidate);
    checkTrial(Letter, trial);
    strictEqual(trial.lie === undefined, candidate.legal);
    const result = decode(spec, encode(spec, trial.value, trial.lie));
    if (candidate.given.kind === 'raw') ok(result.kind === 'bad' && result.fault.code === 'bad-utf8', candidate.label);
    if (candidate.field === 'nameSize' && candidate.label === '41') ok(result.kind === 'bad');
  }
  deepStrictEqual(
    ['true size - 1', 'true size + 1'].map((label) => {
      const candidate = candidates(Letter).find((other) => other.field === 'nameSize' && other.label === label);
      return candidate && trialOf(Letter, plain, candidate).lie;
    }),
    [{ nameSize: 2 }, { nameSize: 4 }],
  );
});

test('a diagram begins at the first state, joins steps with one target and ends where no step is', () => {
  deepStrictEqual(
    diagram({ 'not-yet': { go: 'on' }, on: { more: 'on', stop: 'off', lost: 'off' }, off: {} }).split('\n'),
    [
      'stateDiagram-v2',
      '  state "not-yet" as s_not_yet',
      '  state "on" as s_on',
      '  state "off" as s_off',
      '  [*] --> s_not_yet',
      '  s_not_yet --> s_on : go',
      '  s_on --> s_on : more',
      '  s_on --> s_off : stop, lost',
      '  s_off --> [*]',
      '',
    ],
  );
});

test('a dissector declares each field once, tries longer messages first and quotes what Lua would not read', () => {
  const short = message({
    ...{ name: 'short-letter', source: 'page 1', doc: 'd', byteOrder: 'be' },
    fields: { type: constant('u8', { value: 7, doc: 'Says "7"\n' }) },
  });
  const family = { name: 'post', title: 'Post', port: 25, toListener: [short, Letter], toDialler: [short] };
  const lua = dissector(family);
  strictEqual(lua.match(/= ProtoField\./g)?.length, 9);
  ok(lua.includes('f["letter.id"] = ProtoField.uint64("post.letter.id", "id", base.HEX, nil, nil, "Who wrote it.")'));
  ok(lua.includes('base.DEC, { [1] = "first", [2] = "second" }, nil'));
  ok(lua.includes('"post.short_letter.type", "type", base.HEX, nil, nil, "Says \\0347\\034\\010")'));
  ok(lua.includes('local to_listener = { messages["letter"], messages["short-letter"] }'));
  ok(lua.includes('{ name = "name", field = f["letter.name"], sized_by = "nameSize", text = true },'));
  ok(lua.includes('local port = 25\n'));
  strictEqual(dissector(family), lua);
});
