/** Tags, addresses, filters, plans, skips and coverage gaps. Leaves out the real features (src/cli/suite.test.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineOf, placeOf, readTags, recordOf, type ScenarioRecord, slugOf } from './catalogue.ts';
import { coverageGaps } from './coverage.ts';
import { axes, deadFilters, lostText, matchesFilter, planOf, select, skipReason, wantedAll } from './selection.ts';
import { planTags, readPlanTags } from './settings.ts';

const base: ScenarioRecord = {
  ...readTags(['@JOB-JOIN-001', '@must', '@owner']),
  id: 'job/020-join/owner-accepts',
  outline: 'job/020-join/owner-accepts',
  name: 'Owner accepts',
  rule: null,
  protocol: 'job',
  uri: 'features/job/020-join.feature',
  line: 3,
  steps: [],
  tags: [],
};
const framing: ScenarioRecord = {
  ...base,
  ...readTags(['@JOB-FRAME-001', '@may', '@node', '@framing', '@quick']),
  id: 'job/010-framing/node-reads/2',
};
const subject = { roles: ['owner', 'node'], claims: ['timers'] };

test('tags are read whatever their order', () => {
  const needs = readTags([
    '@node',
    '@claim-timers',
    '@JOB-ERR-012',
    '@profile-fileNaming-positional',
    '@should',
    '@needs-adapter',
    '@hardening',
    '@framing',
  ]);
  assert.deepEqual(needs, {
    requirements: ['JOB-ERR-012'],
    levels: ['should'],
    sides: ['node'],
    framing: true,
    quick: false,
    needsAdapter: true,
    hardening: true,
    claims: ['timers'],
    profile: [{ option: 'fileNaming', value: 'positional' }],
  });
});

test('an address comes from the place of the file and the words of the name', () => {
  assert.deepEqual(placeOf('features/job/020-join.feature'), { protocol: 'job', stem: '020-join' });
  assert.equal(slugOf('Owner rejects "1.0;;x" (empty item)'), 'owner-rejects-1-0-x-empty-item');
  assert.equal(outlineOf('job/010-framing/node-reads/2'), 'job/010-framing/node-reads');
});

test('a row of an outline has its number in the address', () => {
  const scenario = {
    id: 's',
    name: 'Node reads <n>',
    keyword: 'Scenario Outline',
    location: { line: 9 },
    tags: [],
    examples: [{ tableBody: [{ id: 'r1' }] }, { tableBody: [{ id: 'r2' }] }],
  };
  const tree = {
    uri: 'features/job/010-framing.feature',
    feature: { name: 'F', children: [{ rule: { name: 'R', children: [{ scenario }] } }] },
  };
  const record = recordOf(tree, { name: 'Node reads 8', astNodeIds: ['s', 'r2'], tags: [], steps: [] });
  assert.deepEqual(
    [record.id, record.outline, record.rule, record.line],
    ['job/010-framing/node-reads-n/2', 'job/010-framing/node-reads-n', 'R', 9],
  );
});

test('a filter is the beginning of an address or of a requirement id', () => {
  for (const filter of [
    'job',
    'job/',
    'job/02',
    'job/020-join',
    'job/020-join/owner',
    'job/020-join/owner-accepts/',
    'JOB',
    'JOB-JO',
    'JOB-JOIN-001',
  ]) {
    assert.equal(matchesFilter(base, filter), true, filter);
  }
  const tenth = { ...framing, id: 'job/010-framing/node-reads/10' };
  assert.deepEqual(
    ['job/010-framing/node-reads/1', 'job/010-framing/node-reads/10', 'job/010-framing/node-reads'].map((filter) =>
      matchesFilter(tenth, filter),
    ),
    [false, true, true],
  );
  for (const filter of ['020-join', 'job/030', 'job/020-join/node', 'JOIN', 'JOB-JOIN-002', 'JOB-FRAME']) {
    assert.equal(matchesFilter(base, filter), false, filter);
  }
  assert.deepEqual(deadFilters([base], ['job', 'gate']), ['gate']);
});

test('filters, levels and quick narrow the choice', () => {
  const all = [base, framing];
  assert.deepEqual(select(all, wantedAll), all);
  assert.deepEqual(select(all, { ...wantedAll, filters: ['JOB-FRAME'] }), [framing]);
  assert.deepEqual(select(all, { ...wantedAll, levels: ['must'] }), [base]);
  assert.deepEqual(select(all, { ...wantedAll, quick: true }), [framing]);
});

test('tags choose scenarios and leave others out; a tag that nobody has is told', () => {
  const hardening = { ...base, tags: ['@JOB-JOIN-001', '@hardening'] };
  const timed = { ...framing, tags: ['@claim-timers'] };
  const all = [base, hardening, timed];
  assert.deepEqual(select(all, { ...wantedAll, tags: ['hardening'] }), [hardening]);
  assert.deepEqual(select(all, { ...wantedAll, tags: ['@hardening', 'claim-timers'] }), [hardening, timed]);
  assert.deepEqual(select(all, { ...wantedAll, without: ['hardening', '@claim-timers'] }), [base]);
  assert.deepEqual(select(all, { ...wantedAll, tags: ['hardening'], without: ['JOB-JOIN-001'] }), []);
  const lost = (...without: readonly string[]): string | null => lostText(all, { ...wantedAll, without });
  assert.equal(lost('hardning', '@claim-timers', 'node'), 'has the tag "hardning", "node"');
  assert.equal(lost('claim-timers', 'quick'), null, 'quick may be a tag of other scenarios');
  assert.equal(lostText(all, { ...wantedAll, filters: ['gate'], tags: ['x'] }), 'matches "gate"');
});

test('only what frames runs on every axis, and the whole axis of everything comes first', () => {
  const plan = planOf([base, framing], ['sim', 'tcp'], 1);
  assert.equal(plan.length, 2 * (2 + axes.length - 1));
  assert.deepEqual(
    plan.slice(0, 3).map((entry) => entry.axis),
    ['whole', 'whole', 'single'],
  );
  assert.deepEqual([plan.at(0)?.world, plan.at(-1)?.world], ['sim', 'tcp']);
  assert.equal(planOf([base], ['sim'], 3).length, 3);
  assert.equal(planOf([base, framing], ['sim'], 1, ['single']).length, 1);
});

test('a plan entry travels on a pickle by tags', () => {
  const entry = { scenario: 'job/a/b', axis: 'cut-body', world: 'tcp', repetition: 2 } as const;
  const { scenario, ...rest } = entry;
  assert.equal(scenario, 'job/a/b');
  assert.deepEqual(readPlanTags(['@must', ...planTags(entry)], 'sim'), rest);
  assert.deepEqual(readPlanTags(['@must'], 'sim'), { axis: 'whole', world: 'sim', repetition: 1 });
  assert.deepEqual(readTags(planTags(entry)).sides, [], 'they name no side');
});

test('a subject need not show what it does not have, and the reason is said', () => {
  const profile = { fileNaming: 'embedded' };
  const needing = (...tags: readonly string[]): ScenarioRecord => ({
    ...base,
    ...readTags(['@JOB-JOIN-001', '@must', '@owner', ...tags]),
  });
  assert.equal(skipReason(base, subject, 'adapter', profile), null);
  assert.equal(skipReason(base, { ...subject, roles: ['node'] }, 'adapter', profile), 'the subject has no role owner');
  assert.equal(skipReason(needing('@claim-limits'), subject, 'adapter', profile), 'the subject does not claim limits');
  assert.equal(skipReason(needing('@claim-timers'), subject, 'adapter', profile), null);
  assert.equal(skipReason(needing('@needs-adapter'), subject, 'target', profile), 'needs an adapter');
  assert.equal(skipReason(needing('@needs-adapter'), subject, 'tcp', profile), null);
  assert.equal(
    skipReason(needing('@profile-fileNaming-positional'), subject, 'sim', profile),
    'for profile fileNaming=positional only',
  );
});

test('coverage finds every gap, both ways', () => {
  const requirement = { id: 'JOB-JOIN-001', level: 'must', side: 'owner', sentence: 'S.', source: 'D-7' } as const;
  assert.deepEqual(coverageGaps([requirement], [base]), []);
  const gapOf = (requirements: Parameters<typeof coverageGaps>[0], records: readonly ScenarioRecord[]): string =>
    coverageGaps(requirements, records).join('; ');
  assert.match(gapOf([requirement], []), /JOB-JOIN-001 has neither a scenario nor a reason/);
  assert.equal(gapOf([{ ...requirement, untested: 'inner state' }], []), '');
  assert.match(gapOf([{ ...requirement, untested: 'inner state' }], [base]), /has a scenario and yet/);
  assert.match(gapOf([], [base]), /which is not listed/);
  assert.match(
    gapOf([{ ...requirement, level: 'should' }], [base]),
    /is @must, its requirement JOB-JOIN-001 is should/,
  );
  assert.match(
    gapOf([{ ...requirement, side: 'node' }], [base]),
    /is @owner, its requirement JOB-JOIN-001 is for node/,
  );
  assert.match(gapOf([requirement, requirement], [base]), /listed twice/);
  assert.match(gapOf([requirement], [base, base]), /two scenarios have the address/);
  assert.match(gapOf([requirement], [{ ...base, requirements: [] }]), /has 0 requirement tags/);
  assert.match(gapOf([requirement], [{ ...base, levels: [] }]), /has 0 level tags/);
  assert.match(gapOf([requirement], [{ ...base, sides: ['owner', 'quik'] }]), /has 2 side tags/);
  assert.match(gapOf([{ ...requirement, sentence: ' ' }], [base]), /has no sentence/);
  assert.match(gapOf([{ ...requirement, source: '' }], [base]), /has no source/);
});
