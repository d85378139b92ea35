/**
 * What the views owe every message: each names every field. For tests; a new message adds no test code.
 * Leaves out what the codec owes (src/wire/laws.ts) and how a view looks. Source: DESIGN "every view names every field".
 */
import { assert } from '../lib/assert.ts';
import type { MessageSpec } from '../schema/index.ts';
import { dissector } from './dissector.ts';
import { candidates, plainValue, type Trial, trialOf } from './generator.ts';
import { dump, oneLine } from './pretty.ts';
import { table } from './table.ts';

/** Octets of the largest content that a trial makes. */
const TRIAL_OCTETS_MAX = 1 << 20;

/** The laws of the views as those of the codec take them along (src/wire/laws.ts). */
export const viewLaws = { check: checkViews, trials };

/** One trial for each candidate of the generator, but for those with very large content. */
function trials(spec: MessageSpec): readonly Trial[] {
  return candidates(spec)
    .filter(({ given }) => !('octets' in given) || given.octets <= TRIAL_OCTETS_MAX)
    .map((candidate) => trialOf(spec, plainValue(spec), candidate));
}

/** Checks all views of one message, which stands in `octets` with this value; throws InvariantError for the first field left out. */
export function checkViews(spec: MessageSpec, value: Readonly<Record<string, unknown>>, octets: Uint8Array): void {
  const [page, dumped, line] = [table(spec), dump(spec, octets, 0), oneLine(spec, value)];
  const lua = dissector({ name: 'law', title: 'Law', port: 1, toListener: [spec], toDialler: [] });
  const tried = new Set(candidates(spec).map((candidate) => candidate.field));
  assert(page.includes(spec.doc) && page.includes(spec.source), `the table of ${spec.name} has its doc and source`);
  const isMarked = octets.length === 0 || dumped.includes('^^');
  assert(!line.includes('\n') && isMarked, `${spec.name}: one line, and a mark in the dump`);
  for (const [name, field] of Object.entries(spec.fields)) {
    const what = `${spec.name}.${name}`;
    assert(page.includes(`| ${name} |`) && page.includes(field.doc.replaceAll('|', '\\|')), `${what} in the table`);
    assert(dumped.includes(name), `${what} in the dump`);
    assert(lua.includes(`f["${what}"] = ProtoField.`), `${what} in the dissector`);
    assert(tried.has(name), `${what} in the generator`);
    assert(!(name in value) || line.includes(`${name}=`), `${what} in one line`);
  }
}
