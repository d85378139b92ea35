/**
 * Jobs for simulated runs, drawn from a stream, with the results that they must give.
 *
 * Leaves out what may go wrong on the way (job-plan.ts). Source of the expected logs: spec/job.md D-15..D-17, D-25, D-26.
 */
import type { Prng } from '../src/lib/prng.ts';
import type { JobOrder } from '../src/node/job/index.ts';

/** One job: when it is handed in, what it is, and what must come of it. */
export interface PlannedJob {
  readonly ticket: number;
  readonly atUs: number;
  readonly order: JobOrder;
  /** Content of each result, in the order of the rets; null where the job must fail. */
  readonly results: readonly Uint8Array[] | null;
  /** When `stop-job` is said, if at all. */
  readonly stopAtUs: number | null;
}

type Shape = (prng: Prng, ticket: number) => Pick<PlannedJob, 'order' | 'results'>;

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
const NOTHING = new Uint8Array(0);

const script = (name: string, ...lines: string[]): { readonly name: string; readonly bytes: Uint8Array } => ({
  name,
  bytes: bytes(`#!/bin/sh\n${lines.join('\n')}\n`),
});

/** One script with one log, which is what comes back. */
const logged = (lines: readonly string[], log: string): Pick<PlannedJob, 'order' | 'results'> => ({
  order: { files: [script('main', ...lines)], runs: [{ file: 'main', log: 'log' }], rets: ['log'] },
  results: [bytes(log)],
});

const randomBytes = (prng: Prng, size: number): Uint8Array => {
  const data = new Uint8Array(size);
  prng.fill(data);
  return data;
};

/** Every shape of job, by name. */
const shapes: Readonly<Record<string, Shape>> = {
  echo: (_prng, ticket) => logged([`echo job ${ticket}`], `job ${ticket}\nexit 0\n`),
  sleeper: (prng, ticket) => logged([`sleep ${1 + prng.below(8)}.5`, `echo ${ticket}`], `${ticket}\nexit 0\n`),
  long: (prng, ticket) => logged([`sleep ${20 + prng.below(40)}`, `echo ${ticket}`], `${ticket}\nexit 0\n`),
  status: (prng) => {
    const status = prng.below(256);
    return logged(['echo before >&2', `exit ${status}`, 'echo after'], `before\nexit ${status}\n`);
  },
  signal: () => logged(['printf unfinished', 'kill -9 $$'], 'unfinished\nexit 137\n'),
  orphan: () => logged(['while :; do sleep 1; done &', 'echo main'], 'main\nexit 0\n'),
  copier: (prng) => {
    const data = randomBytes(prng, prng.below(20_000));
    const files = [{ name: 'data/in', bytes: data }, script('copy', 'cat data/in > out')];
    const order = { files, runs: [{ file: 'copy', log: 'log' }], rets: ['out', 'missing', 'log', 'data/in'] };
    return { order, results: [data, NOTHING, bytes('exit 0\n'), data] };
  },
  big: (prng) => {
    const data = randomBytes(prng, 50_000 + prng.below(250_000));
    return { order: { files: [{ name: 'big', bytes: data }], runs: [], rets: ['big'] }, results: [data] };
  },
  'two-runs': (_prng, ticket) => {
    const files = [script('one', `echo 1 ${ticket} > kept`), script('two', 'cat kept', 'exit 3')];
    const runs = [
      { file: 'one', log: 'log' },
      { file: 'two', log: 'log' },
    ];
    return { order: { files, runs, rets: ['log'] }, results: [bytes(`exit 0\n1 ${ticket}\nexit 3\n`)] };
  },
  'no-script': (prng) => {
    const order = {
      files: [{ name: 'main', bytes: randomBytes(prng, 64).fill(0, 0, 2) }],
      runs: [{ file: 'main', log: 'log' }],
      rets: ['log'],
    };
    return { order, results: [bytes('exit 126\n')] };
  },
  'files-only': (prng) => {
    const data = randomBytes(prng, prng.below(3000));
    return { order: { files: [{ name: 'a', bytes: data }], runs: [], rets: ['a', 'a'] }, results: [data, data] };
  },
  'bad-run': (_prng, ticket) => ({
    order: { files: [script('main', `echo ${ticket}`)], runs: [{ file: 'other', log: 'log' }], rets: [] },
    results: null,
  }),
};

/** Draws `count` jobs, handed in within `spanUs`. */
export const planJobs = (prng: Prng, count: number, spanUs: number): PlannedJob[] => {
  const names = Object.keys(shapes);
  return Array.from({ length: count }, (_, ticket) => {
    const stream = prng.fork(`job/${ticket}`);
    const shape = shapes[names[stream.below(names.length)]!]!;
    const atUs = 1_000_000 + stream.below(spanUs);
    const stopAtUs = stream.chance(1, 12) ? atUs + stream.below(5_000_000) : null;
    return { ticket, atUs, stopAtUs, ...shape(stream.fork('shape'), ticket) };
  });
};
