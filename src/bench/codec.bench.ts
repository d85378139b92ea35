/**
 * `npm run bench:codec`: our codec against a hand-written one and three libraries, on the same values, in one run.
 * Contenders take turns, round after round. A round's figure is the median of its samples, a contender's figure the lower quartile of
 * its rounds: what else runs on the machine can only slow a round down.
 * Leaves out the framer and everything above it. Source: DESIGN performance goals: ahead of the libraries, at least 0.7 of hand-written.
 */
import { deepStrictEqual } from 'node:assert';
import { do_not_optimize, measure } from 'mitata';
import { packetContenders, runContenders, type Contender } from './codec-contenders.ts';
import { packets, runs, VALUES } from './codec-subjects.ts';

const ROUNDS = 15;
/** CPU time of one measurement. */
const MEASURE_NS = 30e6;
/** The bars: ours against hand-written, ours against a library. */
const HAND_WRITTEN_MIN = 0.7;
const LIBRARY_MIN = 1;

type Work = () => unknown;

interface Row {
  readonly what: string;
  readonly name: string;
  readonly timeNs: number;
}

const rows = [...(await compare('run', runs, runContenders)), ...(await compare('packet', packets, packetContenders))];
process.exitCode = report(rows) ? 0 : 1;

async function compare<Value extends object>(
  subject: string,
  values: readonly Value[],
  contenders: readonly Contender<Value>[],
): Promise<Row[]> {
  const encoders = new Map<string, Work>();
  const decoders = new Map<string, Work>();
  for (const contender of contenders) {
    const encoded = values.map((value) => contender.encode(value).slice());
    checkRoundTrip(contender, values, encoded);
    encoders.set(
      contender.name,
      turning(values, (value) => contender.encode(value)),
    );
    decoders.set(
      contender.name,
      turning(encoded, (octets) => contender.decode(octets)),
    );
  }
  return [...(await timesOf(`${subject} encode`, encoders)), ...(await timesOf(`${subject} decode`, decoders))];
}

function checkRoundTrip<Value extends object>(
  contender: Contender<Value>,
  values: readonly Value[],
  encoded: readonly Uint8Array[],
): void {
  values.forEach((value, index) => {
    const answer = contender.decode(encoded[index] as Uint8Array) as { value?: object };
    deepStrictEqual({ ...(answer.value ?? answer) }, { ...value }, contender.name);
  });
}

/** A function that works on the next of `items` at each call. */
function turning<Item>(items: readonly Item[], work: (item: Item) => unknown): Work {
  let index = 0;
  return () => {
    index = (index + 1) & (VALUES - 1);
    return work(items[index] as Item);
  };
}

async function timesOf(what: string, works: ReadonlyMap<string, Work>): Promise<Row[]> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of works) {
      const stats = await measure(() => do_not_optimize(work()), { min_cpu_time: MEASURE_NS });
      times.set(name, [...(times.get(name) ?? []), stats.p50]);
    }
  }
  return [...times].map(([name, roundsNs]) => ({ what, name, timeNs: lowerQuartile(roundsNs) }));
}

function lowerQuartile(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 2] as number;
}

/** Prints the ratios, time of the other over time of ours: above 1 ours is faster. True when every bar is met. */
function report(all: readonly Row[]): boolean {
  console.log('| what | codec | ns | ours is faster by | bar |');
  console.log('| --- | --- | ---: | ---: | --- |');
  let met = true;
  for (const row of all) {
    const ours = all.find((other) => other.what === row.what && other.name === 'ours') as Row;
    const ratio = row.timeNs / ours.timeNs;
    const bar = row.name === 'hand-written' ? HAND_WRITTEN_MIN : LIBRARY_MIN;
    const good = row === ours || ratio >= bar;
    met &&= good;
    const verdict = row === ours ? '' : `${good ? 'met' : 'MISSED'} (${bar})`;
    console.log(`| ${row.what} | ${row.name} | ${row.timeNs.toFixed(1)} | ${ratio.toFixed(2)} | ${verdict} |`);
  }
  return met;
}
