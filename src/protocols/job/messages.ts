/**
 * The messages of the job protocol, declared once, and which of them a received type octet means.
 * Leaves out when a message belongs (transitions.ts) and what names must look like (names.ts): neither is a fault of framing.
 * Source: spec/job.md sections 1 and 2; the source document's drawing.
 */
import { constant, message, size, stream, text, u8, type MessageSpec } from '../../schema/index.ts';
import type { JobLimits } from './limits.ts';

/** Octets of a name on the wire: its size field's own bound; D-3's bound of 255 is answered `Reject`. */
const NAME_SIZE_MAX = 0xffff;

/** Profile options of the wire, D-1 and D-3. */
export interface JobMessageOptions {
  readonly byteOrder: 'big' | 'little';
  readonly limits: Pick<JobLimits, 'text' | 'file'>;
}

/** The values of `Status`. Source: S. */
export const statusValues = { idle: 1, input: 2, ready: 3, working: 4 } as const;

/** The type octets. Source: S; D-6 for file, run and ret. */
const codes = {
  accept: 0x01,
  reject: 0x02,
  join: 0x03,
  leave: 0x04,
  status: 0x05,
  wait: 0x07,
  start: 0x08,
  stop: 0x09,
  file: 0x0a,
  run: 0x0b,
  ret: 0x0c,
  finished: 0x10,
  result: 0x11,
  disconnect: 0x12,
} as const;

const type = (value: number) => constant('u8', { value, doc: 'Message type.' });
const textSize = (of: string, max: number) => size('u32', { of, max, unit: 'octets', doc: `Length of ${of}.` });
const nameSize = (of: string) => size('u16', { of, max: NAME_SIZE_MAX, unit: 'octets', doc: `Length of ${of}.` });

/**
 * All messages for one profile, the same objects for the same profile: a codec is compiled once for each.
 * `fileHead` is no message: it stands at the beginning of File's bytes (D-8).
 */
export function jobMessages(options: JobMessageOptions): JobMessages {
  const { byteOrder, limits } = options;
  const profile = `${byteOrder} ${limits.text} ${limits.file}`;
  const messages = declared.get(profile) ?? declare(options);
  declared.set(profile, messages);
  return messages;
}

const declared = new Map<string, JobMessages>();

function declare(options: JobMessageOptions) {
  const byteOrder = options.byteOrder === 'big' ? ('be' as const) : ('le' as const);
  const about = (name: string, source: string, doc: string) => ({ name, source, doc, byteOrder });
  const { limits } = options;
  return {
    accept: message({
      ...about('accept', 'S; section 2, 0x01', 'The request is granted.'),
      fields: { type: type(codes.accept) },
    }),
    acceptStart: message({
      ...about('accept-start', 'S; section 2, 0x01; D-9', 'Start is granted: the job runs.'),
      fields: {
        type: type(codes.accept),
        nowSize: textSize('now', limits.text),
        now: text({ sizedBy: 'nowSize', doc: 'When the job started: ISO 8601, UTC, milliseconds.' }),
      },
    }),
    reject: message({
      ...about('reject', 'S; section 2, 0x02', 'The request is not granted.'),
      fields: {
        type: type(codes.reject),
        reasonSize: textSize('reason', limits.text),
        reason: text({ sizedBy: 'reasonSize', doc: 'Why, for people (D-23).' }),
      },
    }),
    join: message({
      ...about('join', 'S; section 2, 0x03; D-7', 'A node asks to work for the owner.'),
      fields: {
        type: type(codes.join),
        textSize: textSize('text', limits.text),
        text: text({ sizedBy: 'textSize', doc: 'version;module;module: a version, then names of modules.' }),
      },
    }),
    leave: message({
      ...about('leave', 'S; section 2, 0x04', 'The node goes.'),
      fields: { type: type(codes.leave) },
    }),
    statusQuery: message({
      ...about('status-query', 'S; section 2, 0x05', 'The owner asks what the node does.'),
      fields: { type: type(codes.status) },
    }),
    status: message({
      ...about('status', 'S; section 2, 0x05', 'What the node does.'),
      fields: { type: type(codes.status), value: u8({ names: statusValues, doc: 'State of the node.' }) },
    }),
    wait: message({
      ...about('wait', 'S; section 2, 0x07', 'All parts of the job are there. Not answered.'),
      fields: { type: type(codes.wait) },
    }),
    start: message({
      ...about('start', 'S; section 2, 0x08', 'Run the job.'),
      fields: { type: type(codes.start) },
    }),
    stop: message({
      ...about('stop', 'S; section 2, 0x09; D-5', 'Drop the job and end what runs of it.'),
      fields: { type: type(codes.stop) },
    }),
    file: message({
      ...about('file', 'S; section 2, 0x0A; D-6', 'A file of the job.'),
      fields: {
        type: type(codes.file),
        bytesSize: textSize('bytes', limits.file),
        bytes: stream({ sizedBy: 'bytesSize', doc: 'File head (D-8, embedded naming), then the content.' }),
      },
    }),
    run: message({
      ...about('run', 'S; section 2, 0x0B; D-6', 'Run a file or a module after Start.'),
      fields: {
        type: type(codes.run),
        filenameSize: nameSize('filename'),
        filename: text({ sizedBy: 'filenameSize', doc: 'A file sent before, or a module.' }),
        logfileSize: nameSize('logfile'),
        logfile: text({ sizedBy: 'logfileSize', doc: 'Where its output goes.' }),
      },
    }),
    ret: message({
      ...about('ret', 'S; section 2, 0x0C; D-6', 'Give a file back at the end.'),
      fields: {
        type: type(codes.ret),
        filenameSize: nameSize('filename'),
        filename: text({ sizedBy: 'filenameSize', doc: "A file in the job's folder." }),
      },
    }),
    finished: message({
      ...about('finished', 'S; section 2, 0x10', 'All runs have ended.'),
      fields: { type: type(codes.finished) },
    }),
    result: message({
      ...about('result', 'S; section 2, 0x11; D-17', 'A file that a Ret asked for.'),
      fields: {
        type: type(codes.result),
        bytesSize: textSize('bytes', limits.file),
        bytes: stream({ sizedBy: 'bytesSize', doc: 'The content; empty where the file is not there.' }),
      },
    }),
    disconnect: message({
      ...about('disconnect', 'S; section 2, 0x12', 'The sender closes after this. Not answered.'),
      fields: {
        type: type(codes.disconnect),
        reasonSize: textSize('reason', limits.text),
        reason: text({ sizedBy: 'reasonSize', doc: 'Why, for people (D-23).' }),
      },
    }),
    fileHead: message({
      ...about('file-head', 'D-8', "The name at the beginning of File's bytes."),
      fields: {
        filenameSize: nameSize('filename'),
        filename: text({ sizedBy: 'filenameSize', doc: "The file's name, a relative path." }),
      },
    }),
  };
}

export type JobMessages = ReturnType<typeof declare>;
export type JobDirection = 'to-node' | 'to-owner';

type CodeName = keyof typeof codes;
const both = ['accept', 'reject', 'disconnect'] as const;
const byCode = {
  'to-node': tableOf([...both, 'status', 'wait', 'start', 'stop', 'file', 'run', 'ret']),
  'to-owner': tableOf([...both, 'join', 'leave', 'status', 'finished', 'result']),
};

function tableOf(names: readonly CodeName[]): ReadonlyMap<number, CodeName> {
  return new Map(names.map((name) => [codes[name], name]));
}

/**
 * The message that type octet `code` begins, by its direction and the request that waits for an answer; undefined for a reserved code.
 * Ambiguity: a code of the other direction (Join to a node) is either unexpected (D-13) or unknown (D-20); both are answered
 * Disconnect and a close. We take it for unknown: the page draws no layout for it in this direction. JOB-CODE-003, JOB-CODE-004.
 */
export function jobPick(
  messages: JobMessages,
  direction: JobDirection,
  code: number,
  outstanding: 'start' | 'other' | null,
): MessageSpec | undefined {
  const name = byCode[direction].get(code);
  if (name === undefined) return undefined;
  if (name === 'status' && direction === 'to-node') return messages.statusQuery;
  if (name === 'accept' && direction === 'to-owner' && outstanding === 'start') return messages.acceptStart;
  return messages[name];
}
