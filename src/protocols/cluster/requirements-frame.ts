/**
 * What the page demands of packets in a stream and of the handshake, and of an endpoint. Ids are given once and never reused.
 * Leaves out the net (requirements-net.ts) and everything that packets do (requirements-service.ts, requirements-job.ts).
 * Source: spec/cluster.md sections 2 to 4, 7.5, 8 and 9; S is the source document.
 */
import { type Requirement, requirementsOf } from '../../lib/requirement.ts';

const must = requirementsOf('spec/cluster.md', 'node', 'must');
const should = requirementsOf('spec/cluster.md', 'node', 'should');
const endpoint = requirementsOf('spec/cluster.md', 'endpoint', 'must');

const framing: readonly Requirement[] = [
  must(
    'CLU-FRAME-001',
    'A packet is verb, length, destination, origin and payload, each number least significant octet first.',
    'S, 1, 4.1, row 1',
  ),
  must('CLU-FRAME-002', 'A node finds each packet of an endpoint, however the stream is cut.', '1, 4.1'),
  must('CLU-FRAME-003', 'A node finds each packet of a node of the net, however the stream is cut.', '1, 4.1'),
  must('CLU-FRAME-004', 'A node takes every one of many packets that come at once, in order.', '1, 4.1, 4.3'),
  must('CLU-FRAME-005', 'A payload is any octets, and none of them is taken for a packet.', '4.1, 5.2'),
  must('CLU-FRAME-006', 'A payload is as long as its length says, from 0 octets on.', '4.1'),
  must('CLU-FRAME-007', 'A node takes payloads of at least 32 MiB.', 'row 47'),
  must('CLU-FRAME-008', 'A length of 80000000 and above drops the connection.', '4.1'),
  must('CLU-FRAME-009', 'A connection that is dropped takes no other one with it.', '4.1, 8.1'),
  must('CLU-FRAME-010', 'A length above the ceiling drops the connection before the payload is there.', '8'),
  must('CLU-FRAME-011', 'A packet that is not whole when its connection ends is dropped.', '4.1, 7.4'),
  must('CLU-FRAME-012', 'A packet that is not whole in time drops the connection.', '8'),
  must('CLU-FRAME-013', 'A packet that is not whole holds up no other connection.', '8'),
];

const addresses: readonly Requirement[] = [
  must('CLU-HAND-001', 'The answer to a handshake is ECLFRESP, the object address and the server address.', 'S, 3.2'),
  must('CLU-HAND-002', 'A node finds the handshake of an endpoint, however the stream is cut.', '1, 3.1'),
  must('CLU-HAND-003', 'Job clients, job hosts and loggers get the service words 1, 2 and 3.', 'S, 2.2, 3.1'),
  must('CLU-HAND-004', 'A node tells every endpoint the same address of itself.', '2.4, 3.2'),
  must('CLU-HAND-005', 'Every endpoint gets an instance of at least 1.', '2.3, row 2'),
  must('CLU-HAND-006', 'Instances of a service count from 1.', '2.3'),
  must('CLU-HAND-007', 'A new instance is one more than the largest of its service on this node.', '2.3'),
  must('CLU-HAND-008', 'An instance is not given again while a higher one is there.', '2.3'),
  must('CLU-HAND-009', 'The highest instance is given again after it has left.', '2.3'),
  must('CLU-HAND-010', 'A node takes more than one job client and more than one job host.', 'row 3'),
];

const customServices: readonly Requirement[] = [
  must('CLU-HAND-011', 'A custom service gets a word above 3.', 'S, 2.2'),
  must('CLU-HAND-012', 'A new service gets the largest word in the list and one more.', '2.2'),
  must('CLU-HAND-013', 'Endpoints with the same identifier have the same service word.', '2.2'),
  must('CLU-HAND-014', 'The name of a service plays no part in finding it.', '2.2'),
  must('CLU-HAND-015', 'Identifiers are compared whole, with their case.', '2.2'),
  must('CLU-HAND-016', 'A predefined identifier finds the predefined service.', '2.2, row 40'),
  must('CLU-HAND-017', 'A service keeps its word when its last endpoint has left.', '2.2'),
  must('CLU-HAND-018', 'Identifiers of 1 to 255 and names of 1 to 4095 octets are taken.', '3.1'),
];

const refusals: readonly Requirement[] = [
  must('CLU-HAND-019', 'A custom service without identifier or name is refused.', '3.3, row 39'),
  must('CLU-HAND-020', 'An object type of another level is refused: zeros, then the end.', '3.2, 3.3'),
  must('CLU-HAND-021', 'A service word that is not there is refused.', '3.3'),
  should('CLU-HAND-022', 'A service word is taken from when its service is there.', '3.3, row 41'),
  should('CLU-HAND-023', 'Bits 23 to 20 other than 8 are ignored, and any service word that is there is taken.', '3.3'),
  must('CLU-HAND-024', 'Without the signature there is no answer, and the connection is closed.', '3.2'),
  must('CLU-HAND-025', 'A handshake that is refused changes nothing for others.', '3.2, 8'),
  must('CLU-HAND-026', 'A handshake that ends before it is whole changes nothing for others.', '3.3, 8'),
  must('CLU-HAND-033', 'A handshake that is not whole holds up no other one.', '3.3, 8'),
  must('CLU-HAND-034', 'A handshake that is not whole in time drops the connection.', '8'),
];

const nodes: readonly Requirement[] = [
  must('CLU-HAND-027', 'A join is refused unless it was allowed.', '3.3'),
  must('CLU-HAND-028', 'A node that means another UUID is refused.', '3.3'),
  must('CLU-HAND-029', 'A node that is not in the table is refused.', '3.3'),
  must('CLU-HAND-030', "A node with this node's own UUID is refused.", 'row 13, 8.1'),
  must('CLU-HAND-031', 'A node finds the handshake of a node, however the stream is cut.', '1, 3.1'),
  must('CLU-HAND-032', "Of a node's object type only the highest octet counts.", '3.3'),
];

const endpoints: readonly Requirement[] = [
  endpoint('CLU-END-001', 'A job client, job host or logger says the signature and its object type.', 'S, 3.1'),
  endpoint('CLU-END-002', 'A custom endpoint says sizes in its object type, then identifier, then name.', 'S, 3.1'),
  endpoint('CLU-END-003', 'An endpoint says nothing between its handshake and the answer.', '3.1, 3.2'),
  endpoint('CLU-END-004', 'An endpoint takes its address and that of its node from the answer.', '3.2, 4.4'),
  endpoint('CLU-END-005', 'An endpoint that gets the address 0 is refused.', '3.4'),
  endpoint('CLU-END-006', 'An endpoint takes no answer with another signature.', '3.4'),
  endpoint('CLU-END-007', 'An endpoint that gets no whole answer is not connected.', '3.4'),
  endpoint('CLU-END-008', 'An endpoint waits for its answer for a time only.', '8, spec/adapter.md'),
  endpoint('CLU-END-009', 'An endpoint hands on verb, origin and payload of every packet that comes.', '4.4'),
  endpoint('CLU-END-010', 'An endpoint does not look at the destination of what comes.', '4.4'),
  endpoint('CLU-END-011', 'An endpoint finds each packet, however the stream is cut.', '1, 4.1'),
  endpoint('CLU-END-012', 'An endpoint hands packets on in the order in which they came.', '4.3'),
  endpoint('CLU-END-013', 'An endpoint takes long payloads.', '4.1, row 47'),
  endpoint('CLU-END-014', 'An endpoint answers no ping by itself.', '4.4, row 9'),
  endpoint('CLU-END-015', 'An endpoint sends what it is told, from its own address.', '4.1, 4.4'),
  endpoint('CLU-END-016', 'A packet of an endpoint has the octets of the page.', 'S, 4.1'),
  endpoint('CLU-END-017', 'An endpoint sends packets in the order in which it is told.', '4.3'),
  endpoint('CLU-END-018', 'An endpoint sends long payloads.', '4.1'),
  endpoint('CLU-END-019', 'An endpoint that disconnects ends the connection.', 'spec/adapter.md'),
  endpoint('CLU-END-020', 'An endpoint tells once that its connection ended.', '7.5'),
  endpoint('CLU-END-021', 'An endpoint hands on what came before the end.', '7.5'),
  endpoint('CLU-END-022', 'A length of 80000000 and above ends the connection of an endpoint.', '4.1'),
  endpoint('CLU-END-023', 'An endpoint that connects again has the address of the new answer.', '3.2, 4.4'),
];

/** Requirements of packets and handshakes, for nodes and endpoints. */
export const frameRequirements: readonly Requirement[] = [
  ...framing,
  ...addresses,
  ...customServices,
  ...refusals,
  ...nodes,
  ...endpoints,
];
