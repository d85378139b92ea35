/**
 * Feature files from the disk as scenario records, and a digest of them. Leaves out which of them run.
 * Source: the Gherkin reference; models 3.5.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import { recordOf, type ScenarioRecord } from '../check/catalogue.ts';
import { HostError, UsageError } from '../lib/errors.ts';

export interface FeatureFile {
  /** Relative to the root, with `/`. */
  readonly uri: string;
  readonly text: string;
  readonly records: readonly ScenarioRecord[];
}

/** All feature files below `folder`, in the order of their paths. Throws UsageError for one that is no Gherkin. */
export function readFeatures(root: string, folder: string): readonly FeatureFile[] {
  return featurePaths(join(root, folder)).map((path) => {
    const uri = relative(root, path).split(sep).join('/');
    const text = readFileSync(path, 'utf8');
    return { uri, text, records: recordsOf(uri, text) };
  });
}

function featurePaths(folder: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new HostError(
      `the features in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return names
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .map((name) => join(folder, name));
}

function recordsOf(uri: string, text: string): readonly ScenarioRecord[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  try {
    const tree = { ...parser.parse(text), uri };
    return compile(tree, uri, newId).map((pickle) => recordOf(tree, pickle));
  } catch (error) {
    throw new UsageError(`${uri}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A short digest of texts in order; the same texts give the same digest everywhere. */
export function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex').slice(0, 16);
}
