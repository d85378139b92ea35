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
  /** A file that must lie in the owner's folder before. */
  readonly ownerFile: { readonly path: string; readonly data: Uint8Array } | null;
  /** When `stop-job` is said, if at all. */
  readonly stopAtUs: number | null;
}

/** What a shape may use: a stream, the job's number, and the name that the file at a place of the order has on the node. */
interface Draw {
  readonly prng: Prng;
  readonly ticket: number;
  nameOf(index: number, name: string): string;
}
type Drawn = Pick<PlannedJob, 'order' | 'results'> & Partial<Pick<PlannedJob, 'ownerFile'>>;
type Shape = (draw: Draw) => Drawn;

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
const NOTHING = new Uint8Array(0);

const script = (name: string, ...lines: string[]): { readonly name: string; readonly bytes: Uint8Array } => ({
  name,
  bytes: bytes(`#!/bin/sh\n${lines.join('\n')}\n`),
});

/** One script with one log, which is what comes back. */
const logged = ({ nameOf }: Draw, lines: readonly string[], log: string): Drawn => ({
  order: { files: [script('main', ...lines)], runs: [{ file: nameOf(0, 'main'), log: 'log' }], rets: ['log'] },
  results: [bytes(log)],
});

const randomBytes = (prng: Prng, size: number): Uint8Array => {
  const data = new Uint8Array(size);
  prng.fill(data);
  return data;
};

/** Every shape of job, by name. */
const shapes: Readonly<Record<string, Shape>> = {
  echo: (draw) => logged(draw, [`echo job ${draw.ticket}`], `job ${draw.ticket}\nexit 0\n`),
  sleeper: (draw) => logged(draw, [`sleep ${1 + draw.prng.below(8)}.5`, 'echo woke'], 'woke\nexit 0\n'),
  long: (draw) => logged(draw, [`sleep ${20 + draw.prng.below(40)}`, 'echo woke'], 'woke\nexit 0\n'),
  status: (draw) => {
    const status = draw.prng.below(256);
    return logged(draw, ['echo before >&2', `exit ${status}`, 'echo after'], `before\nexit ${status}\n`);
  },
  signal: (draw) => logged(draw, ['printf unfinished', 'kill -9 $$'], 'unfinished\nexit 137\n'),
  orphan: (draw) => logged(draw, ['while :; do sleep 1; done &', 'echo main'], 'main\nexit 0\n'),
  copier: ({ prng, nameOf }) => {
    const data = randomBytes(prng, prng.below(20_000));
    const input = nameOf(0, 'data/in');
    const files = [{ name: 'data/in', bytes: data }, script('copy', `cat ${input} > out`)];
    const runs = [{ file: nameOf(1, 'copy'), log: 'log' }];
    return {
      order: { files, runs, rets: ['out', 'missing', 'log', input] },
      results: [data, NOTHING, bytes('exit 0\n'), data],
    };
  },
  big: ({ prng, nameOf }) => {
    const data = randomBytes(prng, 50_000 + prng.below(250_000));
    return { order: { files: [{ name: 'big', bytes: data }], runs: [], rets: [nameOf(0, 'big')] }, results: [data] };
  },
  'from-disk': ({ prng, ticket, nameOf }) => {
    const data = randomBytes(prng, prng.below(150_000));
    const path = `orders/${ticket}`;
    const files = [{ name: 'a/b', path, size: data.length }];
    return { order: { files, runs: [], rets: [nameOf(0, 'a/b')] }, results: [data], ownerFile: { path, data } };
  },
  'two-runs': ({ ticket, nameOf }) => {
    const files = [script('one', `echo 1 ${ticket} > kept`), script('two', 'cat kept', 'exit 3')];
    const runs = [
      { file: nameOf(0, 'one'), log: 'log' },
      { file: nameOf(1, 'two'), log: 'log' },
    ];
    return { order: { files, runs, rets: ['log'] }, results: [bytes(`exit 0\n1 ${ticket}\nexit 3\n`)] };
  },
  'no-script': ({ prng, nameOf }) => {
    const files = [{ name: 'main', bytes: randomBytes(prng, 64).fill(0, 0, 2) }];
    const order = { files, runs: [{ file: nameOf(0, 'main'), log: 'log' }], rets: ['log'] };
    return { order, results: [bytes('exit 126\n')] };
  },
  'files-only': ({ prng, nameOf }) => {
    const data = randomBytes(prng, prng.below(3000));
    const name = nameOf(0, 'a');
    return { order: { files: [{ name: 'a', bytes: data }], runs: [], rets: [name, name] }, results: [data, data] };
  },
  'bad-run': () => ({
    order: { files: [script('main', 'echo never')], runs: [{ file: 'other', log: 'log' }], rets: [] },
    results: null,
  }),
};

/** Draws `count` jobs, handed in within `spanUs`, for a profile whose files are named by the owner or by their place. */
export const planJobs = (
  prng: Prng,
  count: number,
  spanUs: number,
  fileNaming: 'embedded' | 'positional',
): PlannedJob[] => {
  const names = Object.keys(shapes);
  const nameOf = (index: number, name: string): string => (fileNaming === 'embedded' ? name : `file-${index + 1}`);
  return Array.from({ length: count }, (_, ticket) => {
    const stream = prng.fork(`job/${ticket}`);
    const shape = shapes[names[stream.below(names.length)]!]!;
    const atUs = 1_000_000 + stream.below(spanUs);
    const stopAtUs = stream.chance(1, 12) ? atUs + stream.below(5_000_000) : null;
    return { ticket, atUs, stopAtUs, ownerFile: null, ...shape({ prng: stream.fork('shape'), ticket, nameOf }) };
  });
};
