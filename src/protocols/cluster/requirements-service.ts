/**
 * What the page demands of a node between handshake and net: pings, routing, user verbs, status, logging. Ids are given once and never
 * reused. Leaves out handshakes and the net (requirements-net.ts), computation and hardening (requirements-job.ts).
 * Source: spec/cluster.md sections 4, 5 and 9; S is the source document.
 */
import { type Requirement, requirementsOf } from '../../lib/requirement.ts';

const must = requirementsOf('spec/cluster.md', 'node', 'must');
const should = requirementsOf('spec/cluster.md', 'node', 'should');
const may = requirementsOf('spec/cluster.md', 'node', 'may');

const ping: readonly Requirement[] = [
  must('CLU-PING-001', 'A ping to the server address of a node is answered with a ping answer.', 'S, 4.2, 5.2'),
  must('CLU-PING-002', 'The ping answer carries the payload of the ping, whatever it is.', '4.2, 5.2'),
  must('CLU-PING-003', 'A ping answer goes to the origin of the ping and has the node as its origin.', '4.2, 5.2'),
  must('CLU-PING-004', 'A node never answers a ping answer.', '5.2, 8, row 8'),
  must('CLU-PING-005', 'Of the class 00 a node answers exactly 00000001.', '8, row 8'),
  must('CLU-PING-006', 'Pings are answered in the order in which they came, each with one answer.', '4.1, 4.3'),
  must('CLU-PING-007', 'Only a ping to the whole server address is for the node; all others are routed.', '4.2, 4.3'),
  must('CLU-PING-008', 'A ping from a node of the net is answered on the connection of that node.', '4.2, 4.3'),
];

const routing: readonly Requirement[] = [
  must(
    'CLU-ROUTE-001',
    'A packet for an endpoint of this node reaches it with its verb and payload unchanged.',
    '4.2, 4.3',
  ),
  must('CLU-ROUTE-002', 'A packet for one endpoint reaches nobody else.', '4.3'),
  must('CLU-ROUTE-003', 'A routed packet keeps its origin.', '4.2'),
  must(
    'CLU-ROUTE-004',
    'A packet for an instance that is not there is dropped in silence, and the connection lives.',
    '4.3',
  ),
  must('CLU-ROUTE-005', 'A packet with an instance reaches only the endpoint whose whole address it has.', '4.3'),
  must('CLU-ROUTE-006', 'Instance 0 means one copy to every endpoint of the service on this node.', '4.3'),
  must('CLU-ROUTE-007', 'Each copy of a service broadcast is addressed to the endpoint that gets it.', '4.3'),
  must('CLU-ROUTE-008', 'A service broadcast reaches its sender too, if that has the service.', '4.3'),
  must('CLU-ROUTE-009', 'The level of a service broadcast is ignored.', '4.3'),
  must('CLU-ROUTE-010', 'A service broadcast reaches no endpoint of another service.', '4.3'),
  must(
    'CLU-ROUTE-011',
    'A packet for a node that nobody knows is dropped in silence, and the connection lives.',
    '4.3',
  ),
  must('CLU-ROUTE-012', 'A packet for another node goes to that node, unchanged.', '4.3'),
  must('CLU-ROUTE-013', 'A packet for another node goes to no third one.', '4.3'),
  must('CLU-ROUTE-014', 'A packet for a node that is offline is dropped in silence, and the connection lives.', '4.3'),
  must(
    'CLU-ROUTE-015',
    'Node word 0 means one copy to the server of every other node that is connected.',
    '4.3, row 43',
  ),
  must('CLU-ROUTE-016', 'A packet for all nodes is not delivered on the node that sends it out.', '4.3, row 43'),
  must('CLU-ROUTE-017', 'Level, service and instance of a packet for all nodes are ignored.', '4.3, row 43'),
  must('CLU-ROUTE-018', 'A packet from another node for an endpoint here reaches it unchanged.', '4.3'),
  must('CLU-ROUTE-019', 'A service broadcast to another node crosses the link unchanged.', '4.3'),
  must('CLU-ROUTE-020', 'A service broadcast that comes from another node is expanded here.', '4.3'),
  must('CLU-ROUTE-021', 'Packets on one path arrive in the order in which they were sent.', '4.3'),
  must(
    'CLU-ROUTE-022',
    'A verb that the node does not know is dropped in silence where it is for the node itself.',
    '4.2',
  ),
  must(
    'CLU-ROUTE-023',
    'A packet for an endpoint is routed whatever its verb, and the node does not act on it.',
    '4.2, 5.8',
  ),
  must('CLU-ROUTE-024', 'A packet from one node for another node is forwarded.', '4.3'),
  must(
    'CLU-ROUTE-025',
    'An answer goes to the origin that the request names, also over a link to another node.',
    '4.2, row 42',
  ),
  must('CLU-ROUTE-026', 'An endpoint that sends to its own address receives the packet.', '4.3'),
  must('CLU-ROUTE-027', 'A packet for an endpoint that has left is dropped in silence.', '4.3'),
  must(
    'CLU-ROUTE-028',
    'Verbs of the class 01 are never forwarded; those that are no user verbs are swallowed.',
    '4.2, 8.1, row 10',
  ),
  must('CLU-ROUTE-029', 'A packet from a node connection is accepted whatever its origin.', 'row 42'),
];

const userVerbs: readonly Requirement[] = [
  must('CLU-USER-001', 'User verbs are routed between endpoints, their payload untouched.', 'S, 5.8'),
  must('CLU-USER-002', 'A user verb for the node itself has no effect.', '4.2, 5.8'),
  must('CLU-USER-003', 'User verbs of the class 00 are routed between endpoints like any other.', '4.2, 5.8'),
  must('CLU-USER-004', 'A user verb of the class 00 for the node is not answered.', '8, row 8'),
  may('CLU-USER-005', 'User verbs of the class 01 are routed between endpoints.', 'row 10, 8.1'),
  must(
    'CLU-USER-006',
    'A user verb of the class 01 does nothing at a node and leaves its connection alive.',
    '4.2, row 10',
  ),
  must('CLU-USER-007', 'User verbs go from node to node like any other packet.', '4.3, 5.8'),
];

const status: readonly Requirement[] = [
  must('CLU-STATUS-001', 'Nodes request is answered with the nodes, as a NodesStruct.', 'S, 5.4, 6.7'),
  must('CLU-STATUS-002', 'The nodes hold the answering node, online.', '5.4, row 22'),
  must(
    'CLU-STATUS-003',
    'The nodes are all entries of the table, in its order, each with its address and name.',
    '5.4, row 22',
  ),
  must('CLU-STATUS-004', 'A node of the table is told online while it is connected, else offline.', '5.4, row 22'),
  must('CLU-STATUS-005', 'The payload of a request without content is ignored.', '5.1, 5.4, row 38'),
  must(
    'CLU-STATUS-006',
    'Endpoints request with an empty identifier is answered with the node and then all its endpoints.',
    '5.4, row 23',
  ),
  must('CLU-STATUS-007', 'Endpoints are listed in the order in which they connected.', '5.4'),
  must('CLU-STATUS-008', 'With an identifier the endpoints of exactly that service are listed.', '5.4, row 23'),
  must('CLU-STATUS-009', 'The node itself is listed for engine.cluster.node.', '5.4'),
  must('CLU-STATUS-010', 'An identifier that no service has is answered with an empty list.', '5.4'),
  must(
    'CLU-STATUS-011',
    'Each endpoint is listed with its address, its identifier and the name of its service.',
    '5.4, 6.7',
  ),
  must('CLU-STATUS-012', 'An endpoint that has left is not listed.', '5.4'),
  must(
    'CLU-STATUS-013',
    'Info request is answered with a NodeInfoStruct that has every property of the page.',
    'S, 5.4, 6.7',
  ),
  must('CLU-STATUS-014', 'The info tells the UUID and the name that the node has in its net.', '6.7'),
  must('CLU-STATUS-015', 'System and architecture of the info are numbers that the page has.', '6.7, row 46'),
  must('CLU-STATUS-016', 'Status request is answered with a status, as a NodeStatusStruct.', 'S, 5.4, row 20'),
  must('CLU-STATUS-017', 'The battery status is 0 to 3; the level of a battery counts thousandths.', '6.7'),
  must('CLU-STATUS-018', 'A node whose job host does nothing tells the progress 0 of 0.', '6.7, 7.7'),
  must('CLU-STATUS-019', 'Every connected node is told the status once in every period.', '5.4, 7.2, row 21'),
  must('CLU-STATUS-020', 'No endpoint is told the status without a request.', '5.4, 9.1'),
  must('CLU-STATUS-021', 'A status that comes from a node is not answered and not passed on.', '5.1, 5.4'),
  must('CLU-STATUS-022', 'A status that is damaged is ignored.', '5.4'),
  must('CLU-STATUS-023', 'A node ignores the answers of the status verbs.', '5.1'),
  must('CLU-STATUS-024', 'Requests of a node of the net are answered to it.', '5.1, 5.4'),
  must('CLU-STATUS-025', 'A request that is for another node is left to that node.', '4.3, 5.4'),
  must('CLU-STATUS-026', 'Each request gets one answer, in the order of the requests.', '4.3, 5.4'),
  should('CLU-STATUS-027', 'Structures are written octet for octet as originals write them.', '6.6, 6.7'),
];

const logging: readonly Requirement[] = [
  must('CLU-LOG-001', 'A log line of an endpoint reaches every logger of its node, from the node.', 'S, 5.5, row 26'),
  must('CLU-LOG-002', 'A log record is passed on unchanged.', '5.5, row 25'),
  must('CLU-LOG-003', 'A log line reaches no endpoint that is no logger.', '5.5, row 26'),
  must('CLU-LOG-004', 'A logger that is the author of a line sees it too.', '5.5'),
  must(
    'CLU-LOG-005',
    'A log line of an endpoint goes as a broadcast to all other nodes that are connected.',
    '5.5, row 26',
  ),
  must('CLU-LOG-006', 'A log broadcast from a node reaches the loggers here, from this node.', '5.5, row 26'),
  must('CLU-LOG-007', 'A log broadcast is not relayed to other nodes.', '5.5'),
  must('CLU-LOG-008', 'A node ignores a client log line that is sent to it.', '5.1, 5.5'),
  must('CLU-LOG-009', 'A client log line that an endpoint sends to a logger reaches it.', '4.3, 5.5'),
  must('CLU-LOG-010', 'Lines of one author reach a logger in the order in which they were said.', '4.3, 5.5'),
  must('CLU-LOG-011', 'The author of a record is what it says, whoever sends it.', '5.5'),
  must('CLU-LOG-012', 'A record too short to be one leaves the node and its connections alive.', '5.5, row 38'),
  must('CLU-LOG-013', 'A log line for another node is forwarded to it and shown to nobody here.', '4.3, 5.5'),
  must('CLU-LOG-014', 'A logger that has left takes no line from the others.', '5.5'),
];

/** Requirements of a node's services: pings, routing, user verbs, status, logging. */
export const serviceRequirements: readonly Requirement[] = [...ping, ...routing, ...userVerbs, ...status, ...logging];
