/**
 * The structures of the status verbs, in the order of their declaration, and what their numbers mean.
 * Leaves out who sends them when (the node). Source: spec/cluster.md section 6.7.
 */
import type { FormatResult } from './result.ts';
import { readShape, writeShape, type ShapeValue } from './shape.ts';
import { UUID_OCTETS } from './uuid.ts';

const nodes = { nodes: { list: { address: 'uint64', name: 'string', online: 'boolean' } } } as const;
const endpoints = {
  endpoints: { list: { address: 'uint64', serviceId: 'string', serviceName: 'string' } },
} as const;
const status = {
  batteryStatus: 'uint32',
  batteryLevel: 'uint32',
  progressComplete: 'uint32',
  progressTotal: 'uint32',
} as const;
const info = {
  uuid: { bytes: UUID_OCTETS },
  name: 'string',
  system: 'uint32',
  architecture: 'uint32',
  processorName: 'string',
  physicalCores: 'uint32',
  virtualCores: 'uint32',
  clockFrequency: 'uint64',
  physicalMemory: 'uint64',
  systemVersionMajor: 'uint32',
  systemVersionMinor: 'uint32',
} as const;

/** NodesStruct: every node of the net that the asked one knows. */
export type NodesStruct = ShapeValue<typeof nodes>;
/** NodeEndpointsStruct: endpoints of one node. */
export type NodeEndpointsStruct = ShapeValue<typeof endpoints>;
/** NodeStatusStruct. The level counts thousandths and means something with a battery only. */
export type NodeStatusStruct = ShapeValue<typeof status>;
/** NodeInfoStruct. Frequency in Hz, memory in octets. */
export type NodeInfoStruct = ShapeValue<typeof info>;

export const batteryStatuses = { unknown: 0, none: 1, charging: 2, discharging: 3 } as const;
export const systems = { unknown: 0, windows: 1, macosx: 2 } as const;
export const architectures = { unknown: 0, x86: 1, x64: 2, arm: 3, arm64: 4 } as const;
/** `progressTotal` of a node that works without telling how far it is; 0 is that of an idle one. */
export const PROGRESS_UNKNOWN = 0xffff_ffff;

interface StructureFormat<Value> {
  /** Faults: those of a reflected object. Missing properties are 0, false or empty. */
  read(octets: Uint8Array): FormatResult<Value>;
  /** UsageError for what a property does not hold. */
  write(value: Value): Uint8Array;
}

export const nodesStruct: StructureFormat<NodesStruct> = {
  read: (octets) => readShape(nodes, octets),
  write: (value) => writeShape(nodes, value),
};
export const nodeEndpointsStruct: StructureFormat<NodeEndpointsStruct> = {
  read: (octets) => readShape(endpoints, octets),
  write: (value) => writeShape(endpoints, value),
};
export const nodeStatusStruct: StructureFormat<NodeStatusStruct> = {
  read: (octets) => readShape(status, octets),
  write: (value) => writeShape(status, value),
};
export const nodeInfoStruct: StructureFormat<NodeInfoStruct> = {
  read: (octets) => readShape(info, octets),
  write: (value) => writeShape(info, value),
};
