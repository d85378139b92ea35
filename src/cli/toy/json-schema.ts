/**
 * As much of JSON Schema (draft 2020-12) as the schemas of wireproof use, for tests: any other keyword is an error of the schema.
 * Leaves out references, combinations and formats. Never part of a run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../lib/errors.ts';
import { packageRoot } from '../suite.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of summary.json, from the file that the package has. */
export function summarySchema(): JsonSchema {
  return JSON.parse(readFileSync(join(packageRoot, 'src', 'check', 'summary.schema.json'), 'utf8')) as JsonSchema;
}

type Check = (value: unknown, wanted: unknown, path: string) => readonly string[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
};

const saying = (holds: boolean, path: string, sentence: string): readonly string[] =>
  holds ? [] : [`${path} ${sentence}`];

const checks: Readonly<Record<string, Check>> = {
  type: (value, wanted, path) => saying(types[String(wanted)]?.(value) === true, path, `is no ${String(wanted)}`),
  const: (value, wanted, path) => saying(value === wanted, path, `is not ${String(wanted)}`),
  enum: (value, wanted, path) =>
    saying((wanted as readonly unknown[]).includes(value), path, 'is none of what it may be'),
  minimum: (value, wanted, path) =>
    saying(typeof value !== 'number' || value >= Number(wanted), path, `is less than ${String(wanted)}`),
  minLength: (value, wanted, path) =>
    saying(typeof value !== 'string' || value.length >= Number(wanted), path, `is shorter than ${String(wanted)}`),
  pattern: (value, wanted, path) =>
    saying(typeof value !== 'string' || new RegExp(String(wanted), 'u').test(value), path, 'has another form'),
  required: (value, wanted, path) =>
    (wanted as readonly string[]).flatMap((name) =>
      saying(!isObject(value) || Object.hasOwn(value, name), path, `has no ${name}`),
    ),
  properties: (value, wanted, path) =>
    Object.entries(wanted as Readonly<Record<string, JsonSchema>>).flatMap(([name, schema]) =>
      isObject(value) && Object.hasOwn(value, name) ? schemaFaults(schema, value[name], `${path}.${name}`) : [],
    ),
};

const silent: readonly string[] = ['$schema', 'title', 'description'];

/** What is wrong with `value`, a sentence each; nothing where it is as the schema says. UsageError for a keyword not known here. */
export function schemaFaults(schema: JsonSchema, value: unknown, path = 'it'): readonly string[] {
  const { additionalProperties, ...rest } = schema;
  const known = Object.keys((schema['properties'] ?? {}) as object);
  const strange = additionalProperties === false && isObject(value) ? Object.keys(value) : [];
  return [
    ...strange.filter((name) => !known.includes(name)).map((name) => `${path} has ${name}, which is not known`),
    ...Object.entries(rest)
      .filter(([keyword]) => !silent.includes(keyword))
      .flatMap(([keyword, wanted]) => checkOf(keyword)(value, wanted, path)),
  ];
}

function checkOf(keyword: string): Check {
  const check = checks[keyword];
  if (check === undefined) throw new UsageError(`the keyword ${keyword} is not known here`);
  return check;
}
