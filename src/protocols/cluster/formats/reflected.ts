/**
 * Reflected objects: self-describing structures of named, typed properties, each with one value or a list of them; and how a value of
 * each type stands in octets. Leaves out where values stand (reflected-read.ts, reflected-write.ts) and which properties a structure
 * has (structures.ts). Source: spec/cluster.md section 6.6.
 */

export interface Complex {
  readonly real: number;
  readonly imaginary: number;
}

export interface RectangleSide {
  readonly absolute: number;
  readonly zoom: number;
  readonly anchor: number;
}

export interface Rectangle {
  readonly left: RectangleSide;
  readonly top: RectangleSide;
  readonly right: RectangleSide;
  readonly bottom: RectangleSide;
}

interface ValueTypes {
  readonly byte: number;
  readonly int8: number;
  readonly uint16: number;
  readonly int16: number;
  readonly uint32: number;
  readonly int32: number;
  readonly uint64: bigint;
  readonly int64: bigint;
  readonly float: number;
  readonly double: number;
  readonly complex: Complex;
  readonly boolean: boolean;
  readonly string: string;
  readonly color: number;
  readonly time: bigint;
  readonly rectangle: Rectangle;
  readonly structure: Structure;
}

export type ReflectedType = keyof ValueTypes;
export type PlainType = Exclude<ReflectedType, 'string' | 'structure'>;

/** A property with one value, or with a list. Bytes of a list may stand in one array, and are read so. */
export type Property = {
  readonly [Type in ReflectedType]:
    | { readonly name: string; readonly type: Type; readonly value: ValueTypes[Type] }
    | {
        readonly name: string;
        readonly type: Type;
        readonly values: readonly ValueTypes[Type][] | (Type extends 'byte' ? Uint8Array : never);
      };
}[ReflectedType];

/** Properties in the order of their declaration. */
export type Structure = readonly Property[];

export const REFLECTED_SIGNATURE = 'eobject\0';
export const REFLECTED_HEADER = 16;
/** Octets of a property's descriptor. */
export const DESCRIPTOR = 16;
/** The volume of a list without elements; 0 is that of a single value. */
export const EMPTY_VOLUME = 0xffff_ffff;

export const reflectedCodes = {
  byte: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  uint64: 6,
  int64: 7,
  float: 8,
  double: 9,
  complex: 10,
  boolean: 11,
  string: 12,
  color: 13,
  time: 14,
  rectangle: 19,
  structure: 22,
} as const satisfies Record<ReflectedType, number>;

/** How one value stands in its octets. `fits` says whether it can. */
export interface Plain<Value> {
  readonly octets: number;
  fits(value: Value): boolean;
  read(view: DataView, at: number): Value;
  write(view: DataView, at: number, value: Value): void;
}

const isWhole = (low: number, high: number) => (value: number) =>
  Number.isInteger(value) && value >= low && value <= high;
const isNumber = (value: number) => typeof value === 'number';
const uint32: Plain<number> = {
  octets: 4,
  fits: isWhole(0, 0xffff_ffff),
  read: (view, at) => view.getUint32(at, true),
  write: (view, at, value) => view.setUint32(at, value, true),
};
const uint64: Plain<bigint> = {
  octets: 8,
  fits: (value) => typeof value === 'bigint' && BigInt.asUintN(64, value) === value,
  read: (view, at) => view.getBigUint64(at, true),
  write: (view, at, value) => view.setBigUint64(at, value, true),
};
const SIDE_OCTETS = 20;
const sides = ['left', 'top', 'right', 'bottom'] as const;

/** The types whose values stand in a fixed number of octets. */
export const plainTypes: { readonly [Type in PlainType]: Plain<ValueTypes[Type]> } = {
  byte: {
    octets: 1,
    fits: isWhole(0, 0xff),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
  int8: {
    octets: 1,
    fits: isWhole(-0x80, 0x7f),
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, value),
  },
  uint16: {
    octets: 2,
    fits: isWhole(0, 0xffff),
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, value, true),
  },
  int16: {
    octets: 2,
    fits: isWhole(-0x8000, 0x7fff),
    read: (view, at) => view.getInt16(at, true),
    write: (view, at, value) => view.setInt16(at, value, true),
  },
  uint32,
  int32: {
    octets: 4,
    fits: isWhole(-0x8000_0000, 0x7fff_ffff),
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  uint64,
  int64: {
    octets: 8,
    fits: (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
    read: (view, at) => view.getBigInt64(at, true),
    write: (view, at, value) => view.setBigInt64(at, value, true),
  },
  float: {
    octets: 4,
    fits: isNumber,
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  double: {
    octets: 8,
    fits: isNumber,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
  complex: {
    octets: 16,
    fits: ({ real, imaginary }) => isNumber(real) && isNumber(imaginary),
    read: (view, at) => ({ real: view.getFloat64(at, true), imaginary: view.getFloat64(at + 8, true) }),
    write(view, at, { real, imaginary }) {
      view.setFloat64(at, real, true);
      view.setFloat64(at + 8, imaginary, true);
    },
  },
  boolean: {
    octets: 1,
    fits: (value) => typeof value === 'boolean',
    read: (view, at) => view.getUint8(at) !== 0,
    write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
  },
  color: uint32,
  time: uint64,
  rectangle: {
    octets: SIDE_OCTETS * sides.length,
    fits: (value) => sides.every((side) => plainTypes.int32.fits(value[side].absolute)),
    read: (view, at) => {
      const [left, top, right, bottom] = sides.map((_, index) => readSide(view, at + SIDE_OCTETS * index));
      return { left, top, right, bottom } as Rectangle;
    },
    write: (view, at, value) => sides.forEach((side, index) => writeSide(view, at + SIDE_OCTETS * index, value[side])),
  },
};

function readSide(view: DataView, at: number): RectangleSide {
  return {
    absolute: view.getInt32(at, true),
    zoom: view.getFloat64(at + 4, true),
    anchor: view.getFloat64(at + 12, true),
  };
}

function writeSide(view: DataView, at: number, side: RectangleSide): void {
  view.setInt32(at, side.absolute, true);
  view.setFloat64(at + 4, side.zoom, true);
  view.setFloat64(at + 12, side.anchor, true);
}

const typesByCode = new Map<number, ReflectedType>(
  Object.entries(reflectedCodes).map(([type, code]) => [code as number, type as ReflectedType]),
);

/** The type of a code; undefined for one that never stands on the wire. */
export function reflectedType(code: number): ReflectedType | undefined {
  return typesByCode.get(code);
}
