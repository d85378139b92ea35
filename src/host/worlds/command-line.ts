/**
 * Splits a command line into words the way a POSIX shell does for quotes and backslashes, and in no other way: no variables, no
 * patterns, no redirection, no shell. Source: harness.md "after -- is the subject's command", spec/adapter.md `--adapter`.
 */
import { UsageError } from '../../lib/errors.ts';

interface Scan {
  readonly text: string;
  at: number;
  word: string | null;
  readonly words: string[];
}

/** The words of `text`. Throws UsageError where a quote stays open, the text ends in a backslash, or there is no program's name. */
export function splitCommand(text: string): readonly string[] {
  const scan: Scan = { text, at: 0, word: null, words: [] };
  while (scan.at < text.length) step(scan, text.charAt(scan.at++));
  flush(scan);
  if ((scan.words[0] ?? '') === '') throw new UsageError('the command is empty');
  return scan.words;
}

function step(scan: Scan, char: string): void {
  if (/\s/.test(char)) flush(scan);
  else if (char === "'") quoted(scan, "'");
  else if (char === '"') quoted(scan, '"');
  else if (char === '\\') add(scan, escaped(scan));
  else add(scan, char);
}

function quoted(scan: Scan, quote: string): void {
  add(scan, '');
  for (;;) {
    const char = scan.text.charAt(scan.at++);
    if (char === '') throw new UsageError(`a ${quote} is never closed in the command: ${scan.text}`);
    if (char === quote) return;
    const next = scan.text.charAt(scan.at);
    // Inside double quotes a backslash escapes only what would end or change the quotation.
    const escapes = char === '\\' && quote === '"' && (next === '"' || next === '\\' || next === '$' || next === '`');
    add(scan, escapes ? escaped(scan) : char);
  }
}

function escaped(scan: Scan): string {
  const char = scan.text.charAt(scan.at++);
  if (char === '') throw new UsageError(`the command ends in a backslash: ${scan.text}`);
  return char;
}

function add(scan: Scan, text: string): void {
  scan.word = (scan.word ?? '') + text;
}

function flush(scan: Scan): void {
  if (scan.word !== null) scan.words.push(scan.word);
  scan.word = null;
}
