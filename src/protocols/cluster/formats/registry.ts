/**
 * A registry: a tree of nodes with named sub-nodes and named typed values. What it is, how names are ordered, and how values are read
 * as other types. Leaves out octets (registry-read.ts, registry-write.ts). Source: spec/cluster.md section 6.4.
 */

/** One value by its type. Integers are signed, colours and times are not. */
export type RegistryValue =
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'long-integer'; readonly value: bigint }
  | { readonly type: 'long-float'; readonly value: number }
  | { readonly type: 'color'; readonly value: number }
  | { readonly type: 'time'; readonly value: bigint }
  | { readonly type: 'binary'; readonly value: Uint8Array };

export type RegistryEntry = RegistryValue & { readonly name: string };

export interface RegistryNode {
  /** Empty for the root. */
  readonly name: string;
  readonly nodes: readonly RegistryNode[];
  readonly values: readonly RegistryEntry[];
}

/** The type codes of value records. */
export const registryCodes = {
  integer: 1,
  float: 2,
  boolean: 3,
  string: 4,
  'long-integer': 5,
  'long-float': 6,
  color: 7,
  time: 8,
  binary: 9,
} as const satisfies Record<RegistryValue['type'], number>;

export const REGISTRY_SIGNATURE = 'ecs.1.0\0';
export const REGISTRY_MARKER = 0x8000_0004;
export const REGISTRY_HEADER = 28;

/** Whether a name may be one: not empty, no separator of paths, nothing that would end it early. */
export function isRegistryName(name: string): boolean {
  return name !== '' && !/[\\/\0]/.test(name);
}

/**
 * What names are compared by. Ambiguity: originals use their platform's linguistic comparison, and the page allows code units of
 * upper case for names of letters, digits and spaces; we compare so always. Other names may come out in another order than theirs:
 * it is read all the same. Section 6.4.
 */
export function registryKey(name: string): string {
  return name.toUpperCase();
}

/** Items in the order of the wire, the same array where they stand in it already. */
export function inRegistryOrder<Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] {
  const isSorted = items.every(({ name }, index) => index === 0 || isBefore((items[index - 1] as Item).name, name));
  return isSorted ? items : items.toSorted((a, b) => (isBefore(a.name, b.name) ? -1 : 1));
}

function isBefore(a: string, b: string): boolean {
  return registryKey(a) <= registryKey(b);
}

/** The first item, of items in order, whose name was there before; undefined where all names differ. */
export function firstDuplicate<Item extends { readonly name: string }>(items: readonly Item[]): Item | undefined {
  return items.find(
    (item, index) => index > 0 && registryKey((items[index - 1] as Item).name) === registryKey(item.name),
  );
}

/** The value of that name, in any case. */
export function registryValue(node: RegistryNode, name: string): RegistryEntry | undefined {
  return node.values.find((entry) => entry.name === name || registryKey(entry.name) === registryKey(name));
}

/** A value as text: empty where there is none. */
export function asText(value: RegistryValue | undefined): string {
  if (value === undefined || value.type === 'binary') return '';
  return typeof value.value === 'boolean' ? String(Number(value.value)) : String(value.value);
}

/**
 * A value as an integer: 0 where there is none, parts cut off, text read as far as it is a number.
 * Ambiguity: the page says that originals convert, but not how a text that is no number comes out; we take 0, as for a missing value.
 */
export function asLong(value: RegistryValue | undefined): bigint {
  switch (value?.type) {
    case 'integer':
    case 'color':
    case 'boolean':
    case 'long-integer':
    case 'time':
      return BigInt(value.value);
    case 'float':
    case 'long-float':
      return Number.isFinite(value.value) ? BigInt(Math.trunc(value.value)) : 0n;
    case 'string':
      return BigInt(/^\s*([+-]?\d{1,20})/.exec(value.value)?.[1]?.replace('+', '') ?? 0);
    default:
      return 0n;
  }
}

/** A value as yes or no. */
export function asBoolean(value: RegistryValue | undefined): boolean {
  return asLong(value) !== 0n;
}
