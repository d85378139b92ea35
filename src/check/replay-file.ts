/**
 * The replay file as data: the result of a scenario that did not pass, with the exchange in it. Leaves out files and replaying.
 */
import { UsageError } from '../lib/errors.ts';
import type { Exchange } from './exchange.ts';
import type { ScenarioResult } from './result.ts';

export interface ReplayFile {
  readonly version: 1;
  readonly result: ScenarioResult & { readonly exchange: Exchange };
}

/** The file's text. */
export function writeReplayFile(result: ScenarioResult): string {
  return `${JSON.stringify({ version: 1, result }, null, 1)}\n`;
}

/** Reads the text back. Throws UsageError with what is wrong with it; `file` names it. */
export function readReplayFile(text: string, file: string): ReplayFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const why = whatIsWrong(json);
  if (why !== null) throw new UsageError(`${file} is no replay file: ${why}`);
  return json as ReplayFile;
}

type Fields = Readonly<Record<string, unknown>>;

function whatIsWrong(json: unknown): string | null {
  if (!isObject(json) || json['version'] !== 1) return 'it has not version 1';
  const { result } = json;
  if (!isObject(result)) return 'it has no result';
  for (const name of ['scenario', 'axis', 'world', 'verdict'])
    if (typeof result[name] !== 'string') return `its result has no ${name}`;
  if (!Number.isSafeInteger(result['seed'])) return 'its result has no seed';
  if (!isObject(result['profile']) || !Object.values(result['profile']).every((value) => typeof value === 'string'))
    return 'its result has no profile';
  if (result['exchange'] === null) return 'nothing was recorded, the scenario never began';
  return exchangeFault(result['exchange']);
}

function exchangeFault(exchange: unknown): string | null {
  if (!isObject(exchange) || exchange['version'] !== 1) return 'its exchange has not version 1';
  const { hello, entries } = exchange;
  if (!isObject(hello) || !Array.isArray(hello['roles']) || !Array.isArray(hello['claims']))
    return 'its exchange has no hello';
  if (!Array.isArray(entries)) return 'its exchange has no entries';
  const bad = entries.findIndex((entry) => !isEntry(entry));
  return bad < 0 ? null : `entry ${bad + 1} of its exchange is wrong`;
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry) || !Number.isFinite(entry['atUs'])) return false;
  if (entry['call'] === 'clock') return Number.isFinite(entry['wallMs']);
  if (entry['saw'] === 'received' || entry['saw'] === 'sent') return /^([0-9a-f]{2})*$/.test(String(entry['hex']));
  return typeof entry['call'] === 'string' || typeof entry['saw'] === 'string';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
