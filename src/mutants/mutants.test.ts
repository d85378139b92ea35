/**
 * The catalogue without running it: every patch fits its file, every requirement is one, names are unique, and the loader puts a fault in.
 * Leaves out whether the suite notices the faults: `npm run mutants`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { clusterRequirements } from '../protocols/cluster/index.ts';
import { jobRequirements } from '../protocols/job/index.ts';
import { catalogue } from './catalogue.ts';
import { patch, protocolOf, type Mutant, type Protocol } from './mutant.ts';
import { strangerMutants, strangers } from './stranger.ts';
import type { Reaction } from './suite.ts';
import { isStray, mustsWithoutOwnFault, resultLine } from './verdict.ts';

const root = join(import.meta.dirname, '..', '..');
const toy: Mutant = {
  name: 'toy',
  requirement: 'TOY-1',
  what: 'It says no.',
  file: 'toy.ts',
  find: 'yes',
  replace: 'no',
};
const killed: Reaction = { outcome: 'killed', requirements: ['TOY-2'], scenarios: ['toy/a'], ran: 3, tail: '' };

test('every fault of the catalogue fits its file', () => {
  for (const mutant of catalogue) patch(readFileSync(join(root, mutant.file), 'utf8'), mutant);
});

for (const stranger of strangers) {
  test(`every fault of ${stranger.folder} fits its file`, () => {
    const mutants = strangerMutants(stranger);
    assert.ok(mutants.length >= 5, `${mutants.length} faults`);
    for (const mutant of mutants) patch(readFileSync(join(root, stranger.folder, mutant.file), 'utf8'), mutant);
  });
}

test('the catalogue is large enough and its names are unique', () => {
  const count = (protocol: Protocol): number => catalogue.filter((mutant) => protocolOf(mutant) === protocol).length;
  assert.ok(count('job') >= 44, `${count('job')} faults`);
  assert.ok(count('cluster') >= 60, `${count('cluster')} faults`);
  assert.equal(new Set(catalogue.map(({ name }) => name)).size, catalogue.length);
});

test('every fault breaks a requirement that there is', () => {
  const ids = new Set([...jobRequirements, ...clusterRequirements].map(({ id }) => id));
  assert.deepEqual(
    catalogue.filter(({ requirement }) => !ids.has(requirement)).map(({ name }) => name),
    [],
  );
});

test('every MUST of the job protocol has a fault that breaks it', () => {
  const broken = new Set(catalogue.map(({ requirement }) => requirement));
  const musts = jobRequirements.filter(({ level, untested }) => level === 'must' && untested === undefined);
  assert.deepEqual(
    musts.flatMap(({ id }) => (broken.has(id) ? [] : [id])),
    [],
  );
});

test('a text that occurs not at all or twice is an error with a sentence', () => {
  assert.throws(() => patch('maybe', toy), /mutant toy: its text occurs 0 times in toy.ts, not once/);
  assert.throws(() => patch('yes yes', toy), /mutant toy: its text occurs 2 times in toy.ts, not once/);
  assert.throws(() => patch('yes', { ...toy, replace: 'yes' }), /changes nothing/);
});

test('the loader puts the fault of the environment in, and only that one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-toy-'));
  try {
    const file = join(folder, 'toy.ts');
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(file, "process.stdout.write('yes' as string);\n");
    const run = (mutant?: Mutant): string => {
      const env = { ...process.env, WIREPROOF_MUTANT: mutant === undefined ? '' : JSON.stringify(mutant) };
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', './ts-node.mjs', file], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
      return stdout || stderr;
    };
    const here = { ...toy, file: relative(root, file) };
    assert.equal(run(), 'yes');
    assert.equal(run(here), 'no');
    assert.equal(run(), 'yes');
    assert.match(run({ ...here, find: 'perhaps' }), /mutant toy: its text occurs 0 times/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a MUST is shown to be needed only by a fault that its own scenarios alone noticed', () => {
  const must = (id: string) => ({ id, level: 'must', side: 'node', sentence: 's', source: 's' }) as const;
  const results = [
    { subject: 'reference', mutant: toy, reaction: killed },
    { subject: 'reference', mutant: toy, reaction: { ...killed, requirements: ['TOY-1', 'TOY-3'] } },
  ];
  const missing = mustsWithoutOwnFault([must('TOY-1'), must('TOY-2'), must('TOY-3')], results);
  assert.deepEqual(
    missing.map(({ id }) => id),
    ['TOY-1', 'TOY-3'],
  );
});

test('a fault noticed only by other requirements than its own is a stray', () => {
  const must = (id: string, source: string) => ({ id, level: 'must', side: 'node', sentence: 's', source }) as const;
  const requirements = [must('JOB-A-1', 'page D-1'), must('JOB-A-2', 'page D-1, D-12')];
  const stray = (requirement: string, killers: readonly string[]): boolean =>
    isStray(requirements, {
      subject: 'reference',
      mutant: { ...toy, requirement },
      reaction: { ...killed, requirements: killers },
    });
  assert.equal(stray('JOB-A-1', ['JOB-A-1', 'JOB-A-2']), false);
  assert.equal(stray('JOB-A-1', ['JOB-A-2']), true);
  assert.equal(stray('D-12', ['JOB-A-2']), false);
  assert.equal(stray('D-12', ['JOB-A-1']), true);
  assert.equal(stray('section 1, framing', ['JOB-A-1']), false);
  assert.match(resultLine({ subject: 'reference', mutant: toy, reaction: killed }, true), /^killed! +toy/);
});
