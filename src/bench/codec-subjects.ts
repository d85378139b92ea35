/**
 * The messages that the codecs are measured on, with values: job's Run (two texts) and a packet of integers.
 * Leaves out the codecs (codec-contenders.ts). Source: spec/job.md section 2; the packet is ours.
 */
import { jobLimits } from '../protocols/job/limits.ts';
import { jobMessages } from '../protocols/job/messages.ts';
import { constant, message, u16, u32, u8, type ValueOf } from '../schema/index.ts';

export const Run = jobMessages({ byteOrder: 'big', limits: jobLimits }).run;
export type Run = ValueOf<typeof Run>;

export const Packet = message({
  name: 'packet',
  source: 'benchmark',
  doc: 'A fixed header of integers.',
  byteOrder: 'le',
  fields: {
    magic: constant('u16', { value: 0x5750, doc: 'Mark.' }),
    verb: u32({ doc: 'What to do.' }),
    target: u32({ doc: 'Who must take it.' }),
    origin: u32({ doc: 'Who made it.' }),
    sequence: u32({ doc: 'Counts up.' }),
    port: u16({ doc: 'Where to.' }),
    flags: u8({ doc: 'Bits.' }),
    ttl: u8({ doc: 'Hops left.' }),
  },
});
export type Packet = ValueOf<typeof Packet>;

/** How many different values go round; a power of two. */
export const VALUES = 64;

export const runs: readonly Run[] = Array.from({ length: VALUES }, (_, index) => ({
  filename: `bin/step-${index}.sh`,
  logfile: `logs/part-${index * 7}/step-${index}.log`,
}));

export const packets: readonly Packet[] = Array.from({ length: VALUES }, (_, index) => ({
  verb: 0x0001_0100 + index,
  target: (0x9e37_79b1 * index) >>> 0,
  origin: 0xffff_0000 + index,
  sequence: index * 1000,
  port: 7000 + index,
  flags: index * 3,
  ttl: 255 - index,
}));
