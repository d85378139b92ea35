/**
 * The words that steps have in common, as types: who speaks, which message, which state.
 * Leaves out what they mean on the wire (src/check/job/phrase.ts and dialect.ts).
 */
import { defineParameterType } from '@cucumber/cucumber';
import { phrasePattern, readPhrase } from '../../src/check/job/phrase.ts';

/** Who speaks or listens on the suite's end of a connection. */
defineParameterType({ name: 'party', regexp: /the owner|the (?:first |second |third |fourth )?node/ });

/** A message as scenarios say it: `Run "file-1" into "log"`. */
defineParameterType({ name: 'message', regexp: phrasePattern, transformer: readPhrase });

/** A state of a node. */
defineParameterType({ name: 'state', regexp: /joining|idle|waiting|ready|working|finished/ });

/** A type octet: `0x7F`. */
defineParameterType({ name: 'octet', regexp: /0x[0-9A-F]{2}/, transformer: Number });

const progress: Readonly<Record<string, string>> = { 'works on': 'working', 'has finished': 'finished' };

/** How far a node has come with a job. */
defineParameterType({
  name: 'progress',
  regexp: /works on|has finished/,
  transformer: (words: string) => progress[words],
});

const nodeReports: Readonly<Record<string, string>> = { 'a node joined': 'node-joined', 'a node left': 'node-left' };

/** What an owner reports of its nodes. */
defineParameterType({
  name: 'nodeReport',
  regexp: /a node (?:joined|left)/,
  transformer: (words: string) => nodeReports[words],
});

/** What an owner reports of the last job. */
defineParameterType({
  name: 'jobReport',
  regexp: /the job (?:started|failed|finished)/,
  transformer: (words: string) => words.replace('the job ', 'job-'),
});
