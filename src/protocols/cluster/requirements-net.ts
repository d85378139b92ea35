/**
 * What the page demands of nodes in a net: joining, connecting, the table, removal, coming back. Ids are given once and never reused.
 * Leaves out handshakes (requirements-frame.ts). Source: spec/cluster.md sections 3 to 9; S is the source document.
 */
import { type Requirement, requirementsOf } from '../../lib/requirement.ts';

const must = requirementsOf('spec/cluster.md', 'node', 'must');
const should = requirementsOf('spec/cluster.md', 'node', 'should');
const may = requirementsOf('spec/cluster.md', 'node', 'may');

const joining: readonly Requirement[] = [
  must('CLU-JOIN-001', 'A node joins as the scheme of the source document has it.', 'S, NET JOIN SCHEME; 5.3'),
  must('CLU-JOIN-002', 'A joiner that is let in gets the address of a node in no net.', '3.2, 3.3'),
  must('CLU-JOIN-003', 'A permission lets one node in and is used up by its handshake.', '3.3, 7.3'),
  must('CLU-JOIN-004', 'A permission can be taken back.', '3.3, spec/adapter.md'),
  must('CLU-JOIN-005', 'Going offline or online takes the permission back.', '7.1, 7.3'),
  must('CLU-JOIN-006', 'A node that is offline can permit nothing.', '7.3, spec/adapter.md'),
  must('CLU-JOIN-007', "The node's own and the zero UUID do not join.", '8, 8.1'),
  must('CLU-JOIN-008', 'The join answer comes from the node and goes to 0.', '5.3, row 6'),
  must('CLU-JOIN-009', 'A joiner gets the largest node word in the table and one more.', '2.4, 5.3'),
  must('CLU-JOIN-010', "The table has the joiner's UUID, name and port, and the address that it came from.", '5.3'),
  must('CLU-JOIN-011', 'The table has the net, its UUID and the node that created it.', '5.3, 6.5, 7.3'),
  must(
    'CLU-JOIN-012',
    'A node that has ::1 for itself takes the address that a joiner reached it under.',
    '5.3, row 18',
  ),
  must('CLU-JOIN-013', 'A join sets the date of the table to now.', '5.3'),
  must('CLU-JOIN-014', 'A joiner is offline until it connects.', '5.3, 5.4'),
  must('CLU-JOIN-015', 'All connected nodes get the table of the join answer, octet for octet.', 'S, 5.3'),
  must('CLU-JOIN-016', 'The acceptor does not end the connection of a join.', 'S, 5.3, row 7'),
  must('CLU-JOIN-017', 'A join is taken however the stream is cut.', '1, 5.3'),
  must('CLU-JOIN-018', 'A UUID that joins again has one entry, with what it told last.', 'row 12'),
  must('CLU-JOIN-019', 'A join is taken only on the connection that used up the permission.', '8, row 11'),
  must('CLU-JOIN-020', 'A join that is too short is dropped.', '8, row 38'),
  must('CLU-JOIN-021', 'A handshake without a join adds nobody.', '3.3, 5.3'),
];

const joiner: readonly Requirement[] = [
  must('CLU-JOIN-022', 'A joiner says its UUID and the zero UUID in its handshake.', 'S, 3.3, B.2'),
  must('CLU-JOIN-023', 'A joiner tells how it reached the node, where it will listen, and its name.', '5.3, B.2'),
  must('CLU-JOIN-024', 'A joiner ends the connection when it has its answer, and has joined.', 'S, 5.3'),
  must('CLU-JOIN-025', 'A node that joined connects to all nodes of its net.', 'S, 5.3, 7.2'),
  must('CLU-JOIN-026', 'A node that joined has the address and the table of the join answer.', '2.4, 5.3'),
  must('CLU-JOIN-027', 'A join that is refused, or reaches nobody, fails.', '3.4, spec/adapter.md'),
  must('CLU-JOIN-028', 'A join whose connection ends before the answer fails.', '3.4, 5.3'),
  must('CLU-JOIN-029', 'A join that gets another verb in place of the answer fails.', '5.3'),
  must('CLU-JOIN-030', 'A join whose answer is no table fails.', '5.3'),
  must('CLU-JOIN-031', 'A join of a net that the node knows already fails.', '5.3'),
];

const connecting: readonly Requirement[] = [
  must('CLU-CONN-001', 'Nodes connect as the scheme of the source document has it.', 'S, NET CONNECT; 5.3, row 4'),
  must('CLU-CONN-002', 'Nodes connect again as the scheme of the source document has it.', 'S, NET RECONNECT; 7.4'),
  must('CLU-CONN-003', 'A node that connects gets its own address as the table has it.', '3.2, 3.3'),
  must('CLU-CONN-004', 'A node is online while it is connected.', '3.3, 7.4'),
  must('CLU-CONN-005', 'An older table is answered with the own one, to its sender alone.', '5.3'),
  must('CLU-CONN-006', 'A table of the same date is answered by nothing and changes nothing.', '5.3, row 16'),
  must('CLU-CONN-007', 'A newer table goes to all connected nodes, its sender included, as it came.', '5.3'),
  must('CLU-CONN-008', 'A second connection of a node whose first one lives is refused.', '3.3, 8.1'),
  may('CLU-CONN-009', 'A second connection of a node whose first one is dead takes its place.', '8, 8.1'),
  must('CLU-CONN-010', 'A connect is not answered by 00010102.', '5.3, row 4'),
  must('CLU-CONN-011', 'A connect is answered by 00010102 with the own table.', 'S, row 4'),
  must('CLU-CONN-012', 'A connect answer is answered by nothing.', '5.3'),
  must('CLU-CONN-013', 'A connect is taken however the stream is cut.', '1, 5.3'),
];

const dialling: readonly Requirement[] = [
  must('CLU-CONN-014', 'A node dials the nodes of its table, with its own UUID and theirs.', '3.1, 7.2'),
  must('CLU-CONN-015', 'Who dialled sends its table first, from itself to the node.', '3.4, 5.3'),
  must('CLU-CONN-016', 'A node serves a node that it dialled like one that dialled it.', '7.4'),
  must('CLU-CONN-017', 'A node drops a connection whose answer has other addresses than its table.', '3.4'),
  must('CLU-CONN-018', 'A node that was refused dials again in a later pass.', '7.2'),
  must('CLU-CONN-019', 'A node dials again when a connection has ended.', '7.2, 7.4'),
  must('CLU-CONN-020', 'A node dials no node that is connected.', '7.2'),
  must('CLU-CONN-021', 'A node dials every node of its table.', '7.2'),
  must('CLU-CONN-022', 'A node that cannot be reached keeps no other from being dialled.', '7.2'),
  must('CLU-CONN-023', 'A node waits for the answer to its handshake for a time only.', '8'),
  must('CLU-CONN-024', 'Two nodes that dial each other at the same time are connected in the end.', '7.4, 8.1, row 49'),
  must('CLU-CONN-025', 'A node takes the answer to its handshake however the stream is cut.', '1, 3.2'),
];

const table: readonly Requirement[] = [
  must('CLU-TABLE-001', 'A node takes up what a newer table has and its own has not.', '7.3'),
  must('CLU-TABLE-002', 'A node forgets what its own table has and a newer one has not.', '7.3'),
  must('CLU-TABLE-003', 'Of a node that both tables have the own values are kept.', '7.3, row 14'),
  must('CLU-TABLE-004', 'A node takes the date of a newer table.', '7.3'),
  must('CLU-TABLE-005', 'A node takes the name of the net from a newer table, and not its UUID.', '7.3'),
  must('CLU-TABLE-006', 'A table that is not newer changes nothing.', '5.3, 7.3, row 16'),
  must('CLU-TABLE-007', 'An update is answered by nothing and goes to nobody else.', '5.3'),
  must('CLU-TABLE-008', 'A node dials what a newer table brought.', '7.2, 7.3'),
  must('CLU-TABLE-009', 'A node takes in what a newer table brought.', '3.3, 7.3'),
  must('CLU-TABLE-010', 'Words are counted on from the largest, wherever it came from.', '2.4, 5.3'),
  must(
    'CLU-TABLE-011',
    'A table is read by names, whatever its order, its sharing of texts and its strange values.',
    '6.4, 6.5',
  ),
  must('CLU-TABLE-012', 'A table has the values and the sub-nodes of the page.', '6.5'),
  must('CLU-TABLE-013', 'A table of another net changes nothing.', '8, row 15'),
  must('CLU-TABLE-014', 'Octets that are no table change nothing for others.', '5.3, 8.1'),
  must('CLU-TABLE-015', 'A table that points outside, into itself or nowhere changes nothing for others.', '8, 8.1'),
  must('CLU-TABLE-016', 'A table from an endpoint changes nothing.', '8, row 10'),
  must('CLU-TABLE-017', 'A change is dated later than the table, also where that is dated ahead.', 'rows 16, 17'),
  must(
    'CLU-TABLE-018',
    'A verb below 80000000 whose bits 15 to 8 are 01, and that nobody knows, is swallowed.',
    '4.2, 8.1',
  ),
];

const removal: readonly Requirement[] = [
  must('CLU-REM-001', 'A removal goes to all connected nodes, to the removed one too.', '5.3, 7.3'),
  must('CLU-REM-002', 'A removal sets a later date.', '7.3, row 16'),
  must('CLU-REM-003', 'A node knows a node no more that it removed.', '7.3'),
  must('CLU-REM-004', 'A node that was removed is refused.', '3.3, 7.3'),
  must('CLU-REM-005', 'A node that was removed is not dialled.', '7.2, 7.3'),
  must('CLU-REM-006', 'A node that is not connected can be removed.', '7.3'),
  must('CLU-REM-007', 'The word of a removed node is given again only where it was the largest.', '2.4, row 19'),
  should('CLU-REM-008', 'The connection of a removed node is served until that ends it.', '7.3, 8.1'),
  must('CLU-REM-009', 'A node can remove itself, and tells all connected nodes.', '7.3'),
  must('CLU-REM-010', 'A node that merges a table without itself goes offline.', '7.3'),
  must('CLU-REM-011', 'A node that goes offline ends the connections of its endpoints.', '7.1, 7.3'),
  must('CLU-REM-012', 'A node that was removed forgets the net.', '7.3'),
  must('CLU-REM-013', 'An older table removes nobody.', '7.3'),
  must('CLU-REM-014', 'A node that left a net can be in another one.', '7.1, 7.3'),
];

const states: readonly Requirement[] = [
  must('CLU-STATE-001', 'Going offline ends every connection without a word.', '7.1'),
  must('CLU-STATE-002', 'A node that is offline does not listen.', '7.1'),
  must('CLU-STATE-003', 'A node is offline until it is told to go online.', '7.1, 8.1, spec/adapter.md'),
  must('CLU-STATE-004', 'A node that knows no net cannot go online.', '7.1'),
  must(
    'CLU-STATE-005',
    'A node that went offline in good order, or ended so, has its word and its table again.',
    '7.1',
  ),
  must('CLU-STATE-006', 'A node that was killed has every change of its table that it told of.', '8'),
  must('CLU-STATE-007', 'A node that was killed after it had joined is in the net.', '8, 8.1'),
  must('CLU-STATE-008', 'A node that comes online dials the nodes of its table at once.', '7.1, 7.2'),
  must('CLU-STATE-009', 'Service words are those of one run of the program.', '2.2'),
  must('CLU-STATE-010', 'What a node learned of its own address is kept.', '5.3, 7.1'),
  must('CLU-STATE-011', 'Going offline and online is no change of the table.', '6.5, 7.1'),
];

/** Requirements of the net. */
export const netRequirements: readonly Requirement[] = [
  ...joining,
  ...joiner,
  ...connecting,
  ...dialling,
  ...table,
  ...removal,
  ...states,
];
