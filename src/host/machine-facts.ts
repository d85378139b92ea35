/**
 * What this machine is, as a cluster node tells it: system, processor, memory. Leaves out batteries, which servers have none of.
 * Source: spec/cluster.md section 6.7, NodeInfoStruct; row 46.
 */
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { architectures, type NodeInfoStruct, systems } from '../protocols/cluster/index.ts';

/** Node's names; the structure knows two systems only, and all others are 0. */
const systemOf: Readonly<Record<string, number>> = { win32: systems.windows, darwin: systems.macosx };
const architectureOf: Readonly<Record<string, number>> = {
  ia32: architectures.x86,
  x64: architectures.x64,
  arm: architectures.arm,
  arm64: architectures.arm64,
};

/** The facts as they are now. Physical cores are told as many as virtual ones: Node does not know which share one. */
export function machineFacts(): Omit<NodeInfoStruct, 'uuid' | 'name'> {
  const processors = cpus();
  const [major = 0, minor = 0] = release()
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
  return {
    system: systemOf[platform()] ?? systems.unknown,
    architecture: architectureOf[arch()] ?? architectures.unknown,
    processorName: processors[0]?.model.trim() ?? '',
    physicalCores: processors.length,
    virtualCores: processors.length,
    clockFrequency: BigInt(processors[0]?.speed ?? 0) * 1_000_000n,
    physicalMemory: BigInt(totalmem()),
    systemVersionMajor: major,
    systemVersionMinor: minor,
  };
}
