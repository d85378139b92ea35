/** The cluster protocol's only door. Source: spec/cluster.md. */
export { addressOf, addressText, levels, parseAddress, partsOf, serverAddress, services } from './address.ts';
export type { AddressParts, ClusterAddress } from './address.ts';
export { addressesOf, participantsOf, readCompileWords, writeCompileWords } from './computation.ts';
export type { CompileWords, Participant } from './computation.ts';
export { networkAddressOctets, networkAddressOf } from './formats/network-address.ts';
export { type NetNode, type NetTable, readNetTable, writeNetTable } from './formats/net-table.ts';
export { type NewAsset, type NewFile, writePackage } from './formats/package-write.ts';
export {
  findAsset,
  type Package,
  type PackageAsset,
  packagePath,
  type PackageFile,
  readPackage,
} from './formats/package.ts';
export { readReflected } from './formats/reflected-read.ts';
export { writeReflected } from './formats/reflected-write.ts';
export type { Property, Structure } from './formats/reflected.ts';
export { readRegistry } from './formats/registry-read.ts';
export { writeRegistry } from './formats/registry-write.ts';
export type { RegistryEntry, RegistryNode, RegistryValue } from './formats/registry.ts';
export type { FormatFault, FormatResult } from './formats/result.ts';
export {
  CONFIGURATION_FILE,
  TABLE_FILE,
  readServerConfiguration,
  writeServerConfiguration,
} from './formats/server-configuration.ts';
export type { ServerConfiguration } from './formats/server-configuration.ts';
export { architectures, batteryStatuses, PROGRESS_UNKNOWN, systems } from './formats/structures.ts';
export { nodeEndpointsStruct, nodeInfoStruct, nodesStruct, nodeStatusStruct } from './formats/structures.ts';
export type { NodeEndpointsStruct, NodeInfoStruct, NodesStruct, NodeStatusStruct } from './formats/structures.ts';
export { type Ticks, ticksOf, unixMsOf } from './formats/time.ts';
export { parseUuid, type Uuid, uuidOctets, uuidOf, uuidText, ZERO_UUID } from './formats/uuid.ts';
export { clusterLimits, type ClusterLimits } from './limits.ts';
export { clusterMessages, controls, launchStatuses, objectTypes, taskFlags } from './messages.ts';
export type { ClusterMessages, PayloadName } from './messages.ts';
export { packetOffsets, type PacketSink, PacketStream, setU32At, u32At } from './packet-stream.ts';
export { type Handshake, objectOf, payloadPick, readHandshake, readPayload, type Payload } from './pick.ts';
export { clusterRequirements } from './requirements.ts';
export { type Audience, type Sender, serverVerbs } from './transitions.ts';
export { isUserVerb, verbClass, verbClasses, type VerbName, verbName, verbs } from './verbs.ts';
