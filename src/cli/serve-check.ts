/**
 * Reads values of a configuration with their place in it; every mistake becomes one sentence that says where and what to do.
 * Leaves out what is configured (serve-config.ts).
 */
import type { Json, JsonObject } from '../lib/contract.ts';

/** A value and where it stands, such as `limits.file`. The mistakes of all places of one configuration are in one list. */
export interface Place {
  readonly value: Json | undefined;
  readonly where: string;
  readonly faults: string[];
}

/** Notes a mistake and gives the value to go on with. */
function wrong<T>({ where, value, faults }: Place, want: string, otherwise: T): T {
  const have = value === undefined ? 'it is missing' : `it is ${excerpt(value)}`;
  faults.push(`${where === '' ? 'the configuration' : where}: ${have}; write ${want}`);
  return otherwise;
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The members of an object; a member that is not in `known` is a mistake. Missing counts as empty. */
export function membersOf(place: Place, known: readonly string[]): (name: string) => Place {
  const object = place.value === undefined ? {} : objectOf(place);
  const prefix = place.where === '' ? '' : `${place.where}.`;
  for (const name of Object.keys(object).filter((key) => !known.includes(key)))
    place.faults.push(
      `${prefix}${name}: there is no such setting here; take it out, or write one of ${known.join(', ')}`,
    );
  return (name) => ({
    value: Object.hasOwn(object, name) ? object[name] : undefined,
    where: `${prefix}${name}`,
    faults: place.faults,
  });
}

/** One member of an object, whatever else is in it. */
export function memberOf(place: Place, name: string): Place {
  const object = objectOf(place);
  return { value: Object.hasOwn(object, name) ? object[name] : undefined, where: name, faults: place.faults };
}

function objectOf(place: Place): JsonObject {
  const { value } = place;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  return wrong(place, 'an object, {...}', {});
}

/** The items of a list; missing counts as empty. */
export function itemsOf(place: Place): readonly Place[] {
  const { value, where, faults } = place;
  if (value === undefined) return [];
  if (!Array.isArray(value)) return wrong(place, 'a list, [...]', []);
  return (value as readonly Json[]).map((item, index) => ({ value: item, where: `${where}[${index}]`, faults }));
}

/** A text that is not empty. */
export function textOf(place: Place, otherwise?: string): string {
  const { value } = place;
  if (typeof value === 'string' && value !== '') return value;
  return value === undefined && otherwise !== undefined ? otherwise : wrong(place, 'a text', '');
}

/** A text of a certain form; `want` names the form. */
export function matchOf(place: Place, form: RegExp, want: string, otherwise?: string): string {
  const { value } = place;
  if (typeof value === 'string' && form.test(value)) return value;
  return value === undefined && otherwise !== undefined ? otherwise : wrong(place, want, '');
}

/** One of a few texts. */
export function choiceOf<T extends string>(place: Place, choices: readonly T[], otherwise?: T): T {
  const found = choices.find((choice) => choice === place.value);
  if (found !== undefined) return found;
  if (place.value === undefined && otherwise !== undefined) return otherwise;
  return wrong(place, choices.map((choice) => JSON.stringify(choice)).join(' or '), choices[0] as T);
}

/** true or false. */
export function flagOf(place: Place, otherwise: boolean): boolean {
  const { value } = place;
  if (typeof value === 'boolean') return value;
  return value === undefined ? otherwise : wrong(place, 'true or false', otherwise);
}

/** A whole number from `min` to `max`. */
export function countOf(place: Place, min: number, max: number, otherwise?: number): number {
  const { value } = place;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  if (value === undefined && otherwise !== undefined) return otherwise;
  return wrong(place, `a whole number from ${min} to ${max}`, otherwise ?? min);
}

/** Seconds, fractions allowed, as microseconds; at most a day. */
export function secondsOf(place: Place, otherwiseUs: number): number {
  const { value } = place;
  if (value === undefined) return otherwiseUs;
  if (typeof value === 'number' && value >= 0.001 && value <= 86_400) return Math.round(value * 1_000_000);
  return wrong(place, 'a number of seconds from 0.001 to 86400', otherwiseUs);
}
