/**
 * What the page demands of a node in computation: tasks, launches, compilations, node control; and the hardening of section 8.
 * Ids are given once and never reused. Leaves out what job hosts and clients do. Source: spec/cluster.md sections 5.4, 5.6, 7.7, 7.9
 * and 8; S is the source document.
 */
import { type Requirement, requirementsOf } from '../../lib/requirement.ts';

const must = requirementsOf('spec/cluster.md', 'node', 'must');
const should = requirementsOf('spec/cluster.md', 'node', 'should');

const tasks: readonly Requirement[] = [
  must('CLU-TASK-001', 'While tasks are disallowed a launch is answered with status 8003.', '5.6, 7.11'),
  must('CLU-TASK-002', 'Where tasks are allowed again a launch is judged by its package.', '5.6, 7.11'),
  must('CLU-TASK-003', 'Any first octet but 0 allows; 0 disallows.', '5.6, row 34'),
  must('CLU-TASK-004', 'Only the first octet counts.', '5.6, row 38'),
  must('CLU-TASK-005', 'Allow tasks without content is ignored.', '5.6'),
  must('CLU-TASK-006', 'Allow tasks has no answer.', '5.6'),
  must('CLU-TASK-007', 'Tasks are allowed when a node goes online for the first time.', '5.6, 7.11, row 34'),
  must('CLU-TASK-008', 'Tasks are allowed again at every activation.', '5.6, 7.11, row 34'),
  must('CLU-TASK-009', 'Whether tasks are allowed is looked at before the package.', '5.6'),
  must('CLU-TASK-010', 'A node of the net may allow and disallow tasks.', '5.1, 8'),
  must('CLU-TASK-011', 'Whoever operates the node may allow and disallow tasks.', '7.11; spec/adapter.md'),
];

const launch: readonly Requirement[] = [
  must(
    'CLU-LAUNCH-001',
    'A package with neither a kernel for the node nor sources is answered with status 8004.',
    'S, 5.6',
  ),
  must('CLU-LAUNCH-002', 'A package that cannot be opened is answered with status 8005.', '5.6'),
  must('CLU-LAUNCH-003', 'A status that is not 0 has four octets and nothing else.', '5.6'),
  must('CLU-LAUNCH-004', 'Nothing comes after the final status.', '7.6, 9.1'),
  must('CLU-LAUNCH-005', 'A launch that failed leaves the node idle for the next one.', '7.7'),
  must('CLU-LAUNCH-006', 'The answer to a launch goes to who asked, from the node.', '5.6'),
  must(
    'CLU-LAUNCH-007',
    'A kernel is started: status 0 with the address of a job host of this node, in twelve octets.',
    '5.6',
  ),
  must('CLU-LAUNCH-008', 'While a host runs another launch is answered with status 8002.', '5.6, row 3'),
  must('CLU-LAUNCH-009', 'Whether a host runs is looked at before anything else.', '5.6, 7.11'),
  must('CLU-LAUNCH-010', 'A kernel that ends before it is ready is answered with status 8008.', '5.6'),
  must('CLU-LAUNCH-011', 'While a host starts the client hears status 0001 again and again.', '5.6, 7.2, row 28'),
  must('CLU-LAUNCH-012', 'A host is found among the endpoints of its node as engine.cluster.worker.', '2.2, 7.8'),
  must('CLU-LAUNCH-013', 'A host that was started answers its communication table and its first task.', '5.7'),
  must('CLU-LAUNCH-014', 'What a computation gives comes to the job client as the result.', '5.7, row 36'),
  must('CLU-LAUNCH-015', 'A node whose host runs tells a progress total that is not 0.', '6.7, 7.7'),
  must('CLU-LAUNCH-016', 'A node is idle when its host has been killed.', '5.6, 7.7'),
  must(
    'CLU-LAUNCH-017',
    'As deployed, kill host from an endpoint is passed on, empty, to all other nodes.',
    '5.6, row 29',
  ),
  must('CLU-LAUNCH-018', 'Kill host from a node is passed on to nobody.', '5.6, row 29'),
  must('CLU-LAUNCH-019', 'Kill host has no answer.', '5.1, 5.6'),
  must('CLU-LAUNCH-020', 'A ready notice while no host is starting changes nothing.', '5.6, 7.7'),
  must('CLU-LAUNCH-021', 'A running host tells its queue status once a second to its job client.', '5.7, 7.2, row 35'),
  must('CLU-LAUNCH-022', 'Terminate ends a host, and its node is idle.', '5.7, 7.7'),
  must(
    'CLU-LAUNCH-023',
    'A package from another node of the net is judged like one from an endpoint here.',
    '4.3, 5.6',
  ),
  must('CLU-LAUNCH-024', 'Seed-strict, kill host from an endpoint is for the node that it was sent to.', 'row 29'),
  must('CLU-LAUNCH-025', 'Sources that cannot be compiled are answered with status 8006.', '5.6'),
];

const compile: readonly Requirement[] = [
  must('CLU-COMP-001', 'A compile request without a zero octet is ignored.', '5.6'),
  must(
    'CLU-COMP-002',
    'A compile request is answered at once with an empty keep-alive, and then every second.',
    '5.6, 7.2',
  ),
  must('CLU-COMP-003', 'A build that fails is answered with an outcome of 0 and a text that says why.', '5.6, row 31'),
  should('CLU-COMP-004', 'The text of a failure is not empty.', '8.1, row 31'),
  must('CLU-COMP-005', 'A package that cannot be opened is answered with an outcome of 0.', '5.6'),
  must(
    'CLU-COMP-006',
    'A build that succeeds is answered with a package of one asset, named by system and architecture.',
    '5.6, 7.9',
  ),
  must(
    'CLU-COMP-007',
    'Kill compiler ends the compilation of its sender, which is told an outcome of 0.',
    '5.6, row 32',
  ),
  must('CLU-COMP-008', 'Kill compiler leaves the compilations of others alone.', '5.6, row 32'),
  must('CLU-COMP-009', 'Kill compiler without a compilation has no effect and no answer.', '5.6'),
  must('CLU-COMP-010', 'A compiler notice that belongs to no compilation is ignored.', '5.6'),
  must('CLU-COMP-011', 'Nothing comes after the outcome of a compilation.', '5.6'),
  must('CLU-COMP-012', 'Disallowed tasks do not touch compilation.', '7.11'),
  must('CLU-COMP-013', 'Compilations of different requesters go on side by side, each with its own outcome.', '7.9'),
];

const control: readonly Requirement[] = [
  must('CLU-CTRL-001', 'Node control without a bit does nothing and has no answer.', '5.4, row 24'),
  must('CLU-CTRL-002', 'Octets that node control lacks are 0.', '5.4'),
  must('CLU-CTRL-003', 'Bits of node control that the page does not have do nothing.', '5.4'),
  must('CLU-CTRL-004', 'Node control does nothing unless the configuration allows it.', '8, 8.1, row 24'),
];

const hardening: readonly Requirement[] = [
  must(
    'CLU-HARD-001',
    'A packet of an endpoint whose origin is not its own address is dropped; the connection stays.',
    '8, 8.1, row 42',
  ),
  must('CLU-HARD-002', 'No net table is taken from an endpoint.', '8, row 10'),
  must('CLU-HARD-003', 'Peers that are silent in the handshake block nobody, however many they are.', '3.3, 8'),
  must('CLU-HARD-004', 'The time of a packet is for packets: a connection may be silent between them.', '1, 8'),
  must('CLU-HARD-005', 'A payload size above every ceiling ends that connection and no other.', '4.1, 8'),
  must('CLU-HARD-006', 'A payload size that is claimed costs nothing until the payload comes.', '8'),
  must('CLU-HARD-007', 'A damaged payload leaves the node and its other connections alive.', '8, 8.1'),
  must('CLU-HARD-008', 'An endpoint that does not read blocks nobody else.', '8'),
  should('CLU-HARD-009', 'The connection of an endpoint that does not read is dropped at last.', '8, 8.1'),
  must('CLU-HARD-010', 'A package with a name that leads out of its folder is answered with status 8005.', '8, row 45'),
  must('CLU-HARD-011', 'A ready notice of an endpoint that is no job host changes nothing.', 'row 50, 8'),
  must('CLU-HARD-012', 'A node takes a payload of 32 MiB.', 'row 47'),
];

/** Requirements of a node's computation, and its hardening. */
export const jobRequirementsOfCluster: readonly Requirement[] = [
  ...tasks,
  ...launch,
  ...compile,
  ...control,
  ...hardening,
];
