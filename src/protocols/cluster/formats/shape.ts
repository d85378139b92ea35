/**
 * Declared structures: a shape names the properties that a structure of the protocol has, in the order of the wire; reading and writing
 * follow from it. Leaves out octets (reflected-read.ts, reflected-write.ts) and the shapes themselves (structures.ts).
 * Source: spec/cluster.md sections 6.6 and 6.7.
 */
import { readReflected } from './reflected-read.ts';
import { writeReflected } from './reflected-write.ts';
import type { Property, Structure } from './reflected.ts';
import { good, type FormatResult } from './result.ts';

/** A property: a single value of that type, so many bytes, or a list of structures. */
type ShapeField = 'uint32' | 'uint64' | 'string' | 'boolean' | { readonly bytes: number } | { readonly list: Shape };

/** Properties by the names of our values; on the wire `serviceId` is `service_id`. */
export interface Shape {
  readonly [name: string]: ShapeField;
}

type ValueOfField<Field> = Field extends 'uint32'
  ? number
  : Field extends 'uint64'
    ? bigint
    : Field extends 'string'
      ? string
      : Field extends 'boolean'
        ? boolean
        : Field extends { readonly bytes: number }
          ? Uint8Array
          : Field extends { readonly list: infer Inner extends Shape }
            ? readonly ShapeValue<Inner>[]
            : never;

/** The value of a shape. */
export type ShapeValue<Declared extends Shape> = { readonly [Name in keyof Declared]: ValueOfField<Declared[Name]> };

/**
 * Reads the structure of a shape. Properties that it does not name, or of another type, are skipped; of bytes as many are taken as fit.
 * Faults: those of a reflected object.
 * Ambiguity: a property that stands there twice; the page does not say which counts. The first does, as in its rule for job input.
 * Ambiguity: what is missing keeps its previous content in originals, which a fresh structure does not have; ours is 0, empty or false.
 */
export function readShape<Declared extends Shape>(
  shape: Declared,
  octets: Uint8Array,
): FormatResult<ShapeValue<Declared>> {
  const object = readReflected(octets);
  return object.kind === 'ok' ? good(valueOf(shape, object.value) as ShapeValue<Declared>) : object;
}

function valueOf(shape: Shape, structure: Structure): Readonly<Record<string, unknown>> {
  const entries = Object.entries(shape).map(([name, field]) => [name, fieldOf(field, structure, wireName(name))]);
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

function fieldOf(field: ShapeField, structure: Structure, name: string): unknown {
  const property = structure.find((candidate) => candidate.name === name && candidate.type === typeOf(field));
  const values = property === undefined ? [] : 'values' in property ? property.values : [property.value];
  if (typeof field === 'string') return values[0] ?? nothing[field];
  if ('list' in field) return (values as readonly Structure[]).map((inner) => valueOf(field.list, inner));
  const octets = new Uint8Array(field.bytes);
  octets.set((values as Uint8Array).slice(0, field.bytes));
  return octets;
}

const nothing = { uint32: 0, uint64: 0n, string: '', boolean: false } as const;

function typeOf(field: ShapeField): Property['type'] {
  if (typeof field === 'string') return field;
  return 'list' in field ? 'structure' : 'byte';
}

function wireName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Writes a value of a shape. UsageError for what its type does not hold. */
export function writeShape<Declared extends Shape>(shape: Declared, value: ShapeValue<Declared>): Uint8Array {
  return writeReflected(structureOf(shape, value));
}

function structureOf(shape: Shape, value: Readonly<Record<string, unknown>>): Structure {
  return Object.entries(shape).map(([name, field]): Property => propertyOf(field, wireName(name), value[name]));
}

function propertyOf(field: ShapeField, name: string, value: unknown): Property {
  if (typeof field === 'string') return { name, type: field, value } as Property;
  if ('list' in field) {
    const items = value as readonly Readonly<Record<string, unknown>>[];
    return { name, type: 'structure', values: items.map((item) => structureOf(field.list, item)) };
  }
  return { name, type: 'byte', values: value as Uint8Array };
}
