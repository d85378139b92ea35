/** The runner against a host played by the test: one program after the other, status lines, and ends that cross. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Out } from '../../lib/machine.ts';
import { Disk } from '../disk.ts';
import { Runner } from './runner.ts';

/** A host whose programs run until the test says so, and whose disk is done at once. */
class Bench {
  readonly did: string[] = [];
  readonly runner: Runner;
  private readonly files = new Map<string, string>();

  constructor() {
    const out = {
      run: (process: number, program: { readonly program: string }) =>
        this.did.push(`run ${process} ${program.program}`),
      kill: (process: number) => this.did.push(`kill ${process}`),
      load: (token: number, folder: string, path: string, offset: number, size: number) => {
        const data = Buffer.from(this.files.get(`${folder}/${path}`) ?? '');
        disk.answer({ kind: 'loaded', token, data: data.subarray(offset, offset + size), size: data.length });
      },
      store: (token: number, path: string, data: Uint8Array) => {
        this.write(path, Buffer.from(data).toString());
        disk.answer({ kind: 'stored', token });
      },
    };
    const turn = { out: out as unknown as Out<never>, env: { nowUs: 0, wallMs: 0 } };
    const disk = new Disk(turn);
    this.runner = new Runner(turn, disk);
  }

  write(path: string, text: string): void {
    this.files.set(path, (this.files.get(path) ?? '') + text);
  }

  read(path: string): string | undefined {
    return this.files.get(path);
  }

  note(what: string): () => void {
    return () => void this.did.push(what);
  }
}

test('programs run in order, each ends its part of the log', () => {
  const bench = new Bench();
  const runs = ['a', 'b', 'c'].map((file) => ({ file, log: 'log' }));
  bench.runner.start(runs, bench.note('done'));
  bench.write('job/log', 'no line end');
  bench.runner.exited(1, { how: 'code', code: 3 });
  bench.runner.exited(2, { how: 'signal', signal: 9 });
  bench.runner.exited(3, { how: 'failed', reason: 'no such file' });
  assert.deepEqual(bench.did, ['run 1 a', 'run 2 b', 'run 3 c', 'done']);
  assert.equal(bench.read('job/log'), 'no line end\nexit 3\nexit 137\nexit 126\n');
});

test('a job without programs is done at once', () => {
  const bench = new Bench();
  bench.runner.start([], bench.note('done'));
  assert.deepEqual(bench.did, ['done']);
});

test('everyone who stopped a job hears of its end, and the job never says it is done', () => {
  const bench = new Bench();
  bench.runner.start([{ file: 'a', log: 'log' }], bench.note('done'));
  bench.runner.stop(bench.note('left'));
  bench.runner.stop(bench.note('closed'));
  bench.runner.exited(1, { how: 'signal', signal: 9 });
  assert.deepEqual(bench.did, ['run 1 a', 'kill 1', 'kill 1', 'left', 'closed']);
  assert.equal(bench.read('job/log'), undefined);
});

test('stopping where nothing runs is over at once', () => {
  const bench = new Bench();
  bench.runner.stop(bench.note('stopped'));
  assert.deepEqual(bench.did, ['stopped']);
});
