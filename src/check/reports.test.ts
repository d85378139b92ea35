/** Every form in which a result is shown: order, escaping, counts. Leaves out writing them (src/cli/run.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTags } from './catalogue.ts';
import type { Exchange } from './exchange.ts';
import { readReplayFile, writeReplayFile } from './replay-file.ts';
import { htmlPage } from './report-html.ts';
import { resultLine, summaryLine } from './report-json.ts';
import { escapeXml, junitXml } from './report-junit.ts';
import { failureText } from './report-text.ts';
import { blankResult, folderNameOf, type ScenarioResult } from './result.ts';
import { summarise } from './summary.ts';

const record = {
  ...readTags(['@JOB-JOIN-003', '@must', '@owner']),
  id: 'job/020-join/owner-rejects',
  name: 'Owner rejects <x>',
  uri: 'features/job/020-join.feature',
  line: 14,
};
const passed = blankResult(record, { axis: 'single', world: 'tcp', repetition: 1 }, 77, { byteOrder: 'big' });
const seen = (direction: 'sent' | 'received', atUs: number, text: string): ScenarioResult['transcript'][number] => ({
  atUs,
  link: 1,
  direction,
  text,
  hex: '00',
});
const exchange: Exchange = {
  version: 1,
  scenario: { id: 'a', seed: 77 },
  world: 'tcp',
  silenceIsProvable: false,
  hello: { name: 's', version: '1', roles: [], claims: [] },
  controllable: true,
  stderr: '',
  entries: [],
};
const failed: ScenarioResult = {
  ...passed,
  verdict: 'failed',
  reason: 'expected Reject, but saw Accept & "more"',
  code: 'unexpected-accept',
  failure: {
    expected: 'Reject within 5 s',
    actual: 'Accept after 3 ms',
    wrongByte: { offset: 0, seen: 1, wanted: 2 },
    code: 'unexpected-accept',
  },
  steps: [
    { keyword: 'Given', text: 'a connection', outcome: 'passed' },
    { keyword: 'Then', text: 'it rejects', outcome: 'failed' },
    { keyword: 'Then', text: 'it closes', outcome: 'not run' },
  ],
  transcript: [1, 2, 3, 4, 5]
    .map((time) => seen('sent', time * 1000, `Join ${time}`))
    .concat(seen('received', 6000, 'Accept')),
  exchange,
};
const requirement = {
  id: 'JOB-JOIN-003',
  level: 'must',
  side: 'owner',
  sentence: 'An owner rejects <that>.',
  source: 'D-7',
} as const;
const context = { requirement, expectations: [], expectationsFile: 'known.json', replay: 'wireproof replay reports/x' };
const summary = summarise({ results: [failed], expectations: [], stale: [], whole: true, canonical: 1, unusable: [] });
const facts = { summary, seed: 77, reports: 'reports/x', digest: { ran: 'aa', canonical: 'aa' } };

test('a failure is told in the order of the design', () => {
  const text = failureText(failed, context);
  const parts = [
    'FAIL  job/020-join/owner-rejects',
    'JOB-JOIN-003 "An owner rejects <that>." (D-7)',
    'Given a connection',
    'Then it rejects   <- here',
    'Reject within 5 s',
    'Accept after 3 ms   first wrong byte: offset 0, 0x01, wanted 0x02',
    'Join 5',
    '1 < Accept',
    'single (segments requested), seed 77',
    'no entry in known.json',
    'wireproof replay reports/x',
  ];
  const places = parts.map((part) => text.indexOf(part));
  assert.ok(
    places.every((place) => place >= 0),
    text,
  );
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    'in this order',
  );
});

test('what was not run is not said to have been done, and only the last messages are shown', () => {
  const text = failureText(failed, context);
  assert.ok(!text.includes('it closes'));
  assert.ok(!text.includes('Join 2') && text.includes('Join 3'));
});

test('a known failure says so', () => {
  const entry = { scenario: failed.scenario, outcome: 'fail', reason: 'ticket 7' } as const;
  assert.match(
    failureText(failed, { ...context, expectations: [entry] }),
    /known\? +yes, fail in known\.json: ticket 7/,
  );
});

test('a fault of ours shows where, not what was expected', () => {
  const text = failureText(
    { ...failed, verdict: 'fault', failure: null, reason: 'TypeError: x', stack: 'TypeError: x\n    at step.ts:3' },
    context,
  );
  assert.match(text, /^FAULT/);
  assert.match(text, /at step\.ts:3/);
});

test('a JSON line has the agreed fields, and no others', () => {
  const line = JSON.parse(resultLine(failed, 'wireproof replay x')) as object;
  assert.deepEqual(Object.keys(line), [
    'scenario',
    'requirement',
    'level',
    'side',
    'axis',
    'world',
    'verdict',
    'reason',
    'replay',
  ]);
  const last = JSON.parse(summaryLine(facts)) as { summary: Record<string, unknown> };
  assert.deepEqual(
    [last.summary['verdict'], last.summary['seed'], last.summary['exit'], last.summary['failed']],
    ['non-conformant', 77, 1, 1],
  );
});

test('JUnit counts, escapes and keeps the text', () => {
  const xml = junitXml(
    [
      failed,
      passed,
      { ...passed, verdict: 'skipped', reason: 'no role' },
      { ...passed, verdict: 'broke' },
      { ...passed, verdict: 'n/a' },
    ],
    [],
    () => 'text <&> \u0000',
  );
  assert.match(xml, /<testsuites name="wireproof" tests="4" failures="1" errors="1" skipped="1"/);
  assert.match(
    xml,
    /<failure message="expected [^"]*&amp; &quot;more&quot;" type="unexpected-accept">text &lt;&amp;&gt; \uFFFD<\/failure>/,
  );
  assert.match(xml, /<skipped message="no role"\/>/);
});

test('a known failure and a SHOULD break no build', () => {
  const entry = { scenario: failed.scenario, outcome: 'fail', reason: 'r' } as const;
  assert.match(
    junitXml([failed], [entry], () => ''),
    /failures="0" errors="0" skipped="1"/,
  );
  assert.match(
    junitXml([{ ...failed, level: 'should' }], [], () => ''),
    /failures="0" errors="0" skipped="1"/,
  );
});

test('what XML cannot carry is replaced', () => {
  assert.equal(escapeXml(`a\u0001${String.fromCharCode(0xd800)}\u{1F600}<`), 'a\uFFFD\uFFFD\u{1F600}&lt;');
});

test('the page escapes what it shows and fetches nothing', () => {
  const page = htmlPage({
    ...facts,
    title: 'wireproof <job>',
    results: [failed, passed],
    requirements: [requirement, { ...requirement, id: 'JOB-X-001', untested: 'inner <state>' }],
    textOf: () => 'text <script>',
  });
  for (const part of [
    'wireproof &lt;job&gt;',
    'text &lt;script&gt;',
    'An owner rejects &lt;that&gt;.',
    'inner &lt;state&gt;',
    'Owner rejects &lt;x&gt;',
    'it closes',
  ])
    assert.ok(page.includes(part), part);
  assert.ok(!/<script|src=|href=|@import|url\(/.test(page));
});

test('every run of a scenario has a folder name of its own', () => {
  assert.equal(folderNameOf(failed), 'job-020-join-owner-rejects-single-tcp');
  assert.equal(folderNameOf({ ...failed, repetition: 2 }), 'job-020-join-owner-rejects-single-tcp-2');
});

test('a replay file comes back as it was written', () => {
  assert.deepEqual(readReplayFile(writeReplayFile(failed), 'f'), { version: 1, result: failed });
});

const damage: readonly (readonly [
  name: string,
  change: (file: { version: unknown; result: Record<string, unknown> }) => unknown,
  sentence: RegExp,
])[] = [
  ['another version', (file) => ({ ...file, version: 2 }), /it has not version 1/],
  ['no result', () => ({ version: 1 }), /it has no result/],
  ['no scenario', ({ result }) => ({ version: 1, result: { ...result, scenario: 7 } }), /no scenario/],
  ['no seed', ({ result }) => ({ version: 1, result: { ...result, seed: 'x' } }), /no seed/],
  ['a wrong profile', ({ result }) => ({ version: 1, result: { ...result, profile: { a: 1 } } }), /no profile/],
  ['no exchange', ({ result }) => ({ version: 1, result: { ...result, exchange: null } }), /the scenario never began/],
  [
    'a wrong exchange',
    ({ result }) => ({ version: 1, result: { ...result, exchange: {} } }),
    /its exchange has not version 1/,
  ],
  [
    'a wrong entry',
    ({ result }) => ({
      version: 1,
      result: { ...result, exchange: { ...exchange, entries: [{ atUs: 1, saw: 'received', link: 1, hex: 'zz' }] } },
    }),
    /entry 1 of its exchange is wrong/,
  ],
];

for (const [name, change, sentence] of damage) {
  test(`a damaged replay file is told: ${name}`, () => {
    const file = JSON.parse(writeReplayFile(failed)) as { version: unknown; result: Record<string, unknown> };
    assert.throws(() => readReplayFile(JSON.stringify(change(file)), 'f'), sentence);
  });
}

test('a replay file that is no JSON is told', () => assert.throws(() => readReplayFile('{', 'f'), /f is no JSON/));
