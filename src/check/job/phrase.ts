/**
 * The words in which scenarios speak of job messages and of whole jobs, and what they mean.
 * `Run "a" into "log"`, `Status idle`, `File "a" with "text"`; a job is a table of parts. Leaves out octets (dialect.ts).
 * Source: spec/job.md section 2.
 */
import { UsageError } from '../../lib/errors.ts';
import type { JobTitle } from './dialect.ts';

/** A message as a scenario says it; a File's name and content become octets by the profile. */
export interface Phrase {
  readonly title: JobTitle;
  readonly value: Readonly<Record<string, unknown>>;
  readonly file?: { readonly name: string; readonly content: Uint8Array };
}

/** A part of a job: a message that the node answers. */
export type Part =
  | { readonly kind: 'File'; readonly name: string; readonly content: Uint8Array }
  | { readonly kind: 'Run'; readonly file: string; readonly log: string }
  | { readonly kind: 'Ret'; readonly name: string };

export const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Every octet once, in order. */
export const allOctets: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => octet);

/** What all programs of scenarios begin with. */
const SHELL = '#!/bin/sh\n';

/** A program's file: the shell line, then the script and a line end. */
export const programOf = (script: string): Uint8Array => octets(`${SHELL}${script}\n`);

/** How a phrase looks; as many quoted texts as its message has. */
export const phrasePattern = new RegExp(
  [
    'Accept|Leave|Wait|Start|Stop|Finished',
    'Status(?: (?:idle|waiting for input|ready to start|working|\\d+))?',
    '(?:Join|Reject|Disconnect|Result|Ret)(?: "[^"]*")?',
    'File(?: "[^"]*"(?: with "[^"]*")?)?',
    'Run(?: "[^"]*" into "[^"]*")?',
  ].join('|'),
);

const statusWords: Readonly<Record<string, number>> = {
  ...{ idle: 1, 'waiting for input': 2, 'ready to start': 3, working: 4 },
};

/** Reads a phrase. UsageError for a status word that there is not. */
export function readPhrase(text: string): Phrase {
  const title = (/^\w+/.exec(text)?.[0] ?? '') as JobTitle;
  const [first, second = ''] = [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  if (title === 'Status') return { title, value: statusOf(text.slice('Status '.length)) };
  if (first === undefined) return { title, value: {} };
  switch (title) {
    case 'File':
      return { title, value: {}, file: { name: first, content: octets(second) } };
    case 'Run':
      return { title, value: { filename: first, logfile: second } };
    case 'Ret':
      return { title, value: { filename: first } };
    case 'Result':
      return { title, value: { bytes: octets(first) } };
    case 'Join':
      return { title, value: { text: first } };
    default:
      return { title, value: { reason: first } };
  }
}

function statusOf(words: string): Readonly<Record<string, unknown>> {
  if (words === '') return {};
  const value = statusWords[words] ?? Number(words);
  if (Number.isNaN(value)) throw new UsageError(`no status "${words}"`);
  return { value };
}

/** A part as the message that brings it. */
export function phraseOf(part: Part): Phrase {
  switch (part.kind) {
    case 'File':
      return { title: 'File', value: {}, file: part };
    case 'Run':
      return { title: 'Run', value: { filename: part.file, logfile: part.log } };
    case 'Ret':
      return { title: 'Ret', value: { filename: part.name } };
  }
}

/** Reads the rows of a job's table: a kind, a name and, where the kind has one, a content, script or log. UsageError for another kind. */
export function readParts(rows: readonly (readonly string[])[]): readonly Part[] {
  return rows.map(([kind = '', name = '', rest = '']): Part => {
    switch (kind) {
      case 'File':
        return { kind, name, content: octets(rest) };
      case 'Empty':
        return { kind: 'File', name, content: octets('') };
      case 'Program':
        return { kind: 'File', name, content: programOf(rest) };
      case 'Run':
        return { kind, file: name, log: rest };
      case 'Ret':
        return { kind, name };
      default:
        throw new UsageError(`no part of a job is called "${kind}"`);
    }
  });
}

/** So many octets that tell where they stand, so that a piece lost, doubled or in the wrong place shows. */
export function filling(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index ^ (index >> 8) ^ (index >> 16));
}

/** A job of one file of so many octets and the Ret of it. */
export function fileJob(count: number): readonly Part[] {
  return [
    { kind: 'File', name: 'file-1', content: filling(count) },
    { kind: 'Ret', name: 'file-1' },
  ];
}

/** A job of so many Rets, of file-1, file-2 and so on. */
export function retJob(count: number): readonly Part[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'Ret', name: `file-${index + 1}` }));
}

/** A job of one program, its log and the Ret of it. */
export function programJob(script: string): readonly Part[] {
  return [
    { kind: 'File', name: 'file-1', content: programOf(script) },
    { kind: 'Run', file: 'file-1', log: 'log' },
    { kind: 'Ret', name: 'log' },
  ];
}
