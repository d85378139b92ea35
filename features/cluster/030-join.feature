Feature: Joining a net
  A node that is in no net asks one that is in one. It must have been allowed to, once; it is given a word and the net table, ends the
  connection and connects to all nodes like any other.
  Source: the source document, NET JOIN SCHEME; spec/cluster.md 2.4, 3.3, 3.4, 5.3, 7.3, 8, 8.1, B.1, B.2 and rows 5 to 7, 11, 12, 16, 18.

  Rule: The scheme of the source document

    @CLU-JOIN-001 @must @node @needs-adapter @quick
    Scenario: The net join scheme, line by line
      Given a node
      And the node "beta" is connected
      And the node may let one node join
      When the node "gamma" connects to join
      And the node "gamma" sends its name and where it listens
      Then the node "gamma" receives a join answer with these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |
      And the node "beta" receives update nodes with the same table
      When the node "gamma" ends the connection
      Then the node "gamma" sees the end of the connection
      And the node "gamma" connects and is taken as the node that it is

  Rule: Who may join

    @CLU-JOIN-002 @must @node @needs-adapter
    Scenario: Node takes one that may join, as one that is in no net
      Given a node
      And the node may let one node join
      When the node "beta" connects to join
      Then the node "beta" is let in

    @CLU-JOIN-003 @must @node @needs-adapter
    Scenario: Node lets one node join for one permission
      Given a node
      And the node "beta" has joined
      When the node "gamma" connects to join
      Then the node "gamma" is refused

    @CLU-JOIN-003 @must @node @needs-adapter
    Scenario: Node's permission is used up by the handshake
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "gamma" connects to join
      Then the node "gamma" is refused

    @CLU-JOIN-003 @must @node @needs-adapter
    Scenario: Node's permission is not used up by a connect that is refused
      Given a node
      And the node may let one node join
      And the stranger connects as a node to the UUID of the node
      And the stranger is refused
      When the node "beta" connects to join
      Then the node "beta" is let in

    @CLU-JOIN-004 @must @node @needs-adapter
    Scenario: Node lets nobody join whose permission is taken back
      Given a node
      And the node may let one node join
      And the node may let no node join
      When the node "beta" connects to join
      Then the node "beta" is refused

    @CLU-JOIN-005 @must @node @needs-adapter
    Scenario: Node forgets the permission when it goes offline
      Given a node
      And the node may let one node join
      And the node has gone offline and online again
      When the node "beta" connects to join
      Then the node "beta" is refused

    @CLU-JOIN-006 @must @node @needs-adapter
    Scenario: Node that is offline can let nobody join
      Given a node
      And the node has gone offline
      When the node is told to let one node join
      Then that fails

    @CLU-JOIN-007 @must @node @needs-adapter @hardening
    Scenario Outline: Node lets nobody join who has <whose> UUID
      Given a node
      And the node may let one node join
      When the stranger asks to join with <whose> UUID
      Then the stranger is refused

      Examples:
        | whose          |
        | the node's own |
        | the zero       |

  Rule: What a joiner is told

    @CLU-JOIN-008 @must @node @needs-adapter
    Scenario: Node answers a join to nobody, from itself
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "beta" sends its name and where it listens
      Then the node "beta" receives join answer from the node for nobody

    @CLU-JOIN-009 @must @node @needs-adapter
    Scenario: Node gives the joiner the next word
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      When the node "delta" joins
      Then the table has these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |
        | delta | 4 |

    @CLU-JOIN-010 @must @node @needs-adapter
    Scenario: Node writes down what the joiner tells, and from where it came
      Given a node
      When the node "beta" joins
      Then the table has of "beta" its UUID, its port and the network address 127.0.0.1

    @CLU-JOIN-010 @must @node @needs-adapter
    Scenario: Node writes down a joiner without a name
      Given a node
      When the node "" joins
      Then the table has these nodes:
        | alpha | 1 |
        |       | 2 |

    @CLU-JOIN-010 @must @node @needs-adapter
    Scenario: Node writes down a name beyond ASCII
      Given a node
      When the node "узел 漢 🜲" joins
      Then the table has these nodes:
        | alpha     | 1 |
        | узел 漢 🜲 | 2 |

    @CLU-JOIN-011 @must @node @needs-adapter
    Scenario: Node tells the net, and itself as it was created
      Given a node
      When the node "beta" joins
      Then the table is of the net "lab" with its UUID
      And the table has of "alpha" its UUID and its port

    @CLU-JOIN-012 @must @node @needs-adapter
    Scenario: Node learns its own network address from the joiner
      Given a node
      When the node "beta" joins, having reached the node at 192.0.2.7
      Then the table has of "alpha" the network address 192.0.2.7

    @CLU-JOIN-012 @must @node @needs-adapter
    Scenario: Node learns nothing from a joiner that came through ::1
      Given a node
      And the node "beta" has joined, having reached the node at ::1
      When the node "gamma" joins, having reached the node at 192.0.2.7
      Then the table has of "alpha" the network address 192.0.2.7

    @CLU-JOIN-012 @must @node @needs-adapter
    Scenario: Node keeps the network address that it has learned
      Given a node
      And the node "beta" has joined, having reached the node at 192.0.2.7
      When the node "gamma" joins, having reached the node at 192.0.2.99
      Then the table has of "alpha" the network address 192.0.2.7

    @CLU-JOIN-013 @must @node @needs-adapter
    Scenario: Node dates its table when a node joins
      Given a node
      When the node "beta" joins
      Then the table is dated now

    @CLU-JOIN-013 @must @node @needs-adapter
    Scenario: Node dates its table later with every join
      Given a node
      And the node "beta" has joined
      And a second goes by
      When the node "gamma" joins
      Then the table is dated later than before

    @CLU-JOIN-014 @must @node @needs-adapter
    Scenario: Node tells a joiner offline until it connects
      Given a node
      When the node "beta" joins
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |

    @CLU-JOIN-015 @must @node @needs-adapter
    Scenario: Node tells all connected nodes of the joiner
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      And the node "beta" has received all tables
      And the node "gamma" has received all tables
      When the node "delta" joins
      Then the node "beta" receives update nodes with the same table
      And the node "gamma" receives update nodes with the same table

    @CLU-JOIN-016 @must @node @needs-adapter
    Scenario: Node leaves it to the joiner to end the connection
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "beta" sends its name and where it listens
      Then the node "beta" receives join answer
      And the node "beta" receives nothing

    @CLU-JOIN-017 @must @node @needs-adapter @framing
    Scenario: Node takes a join however it is cut
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "beta" sends its name and where it listens in pieces
      Then the node "beta" receives a join answer with these nodes:
        | alpha | 1 |
        | beta  | 2 |

  Rule: What is no good join changes nothing

    @CLU-JOIN-018 @must @node @needs-adapter @hardening
    Scenario: Node has one entry for a node that joins a second time
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      When the node "beta" joins from another port
      Then the table has these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |
      And the table has of "beta" its UUID, its port and the network address 127.0.0.1

    @CLU-JOIN-019 @must @node @needs-adapter @hardening
    Scenario: Node takes no join from an endpoint
      Given a node
      And the client has connected
      And the nodes of the net are noted
      When the client sends a join of "delta" to the node
      Then the client is still served
      And the nodes of the net are as noted

    @CLU-JOIN-019 @must @node @needs-adapter @hardening
    Scenario: Node takes no join from a node of the net
      Given a node
      And the node "beta" is connected
      When the node "beta" sends a join of "delta" to the node
      Then the node "beta" is still served
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-JOIN-020 @must @node @needs-adapter @hardening
    Scenario Outline: Node outlives a join of <count> octets
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "beta" sends the first <count> octets of a join
      And the node "beta" ends the connection
      Then the node "beta" sees the end of the connection
      And a new endpoint is served
      And the nodes of the net are:
        | alpha | 1 | online |

      Examples:
        | count |
        | 0     |
        | 15    |
        | 17    |

    @CLU-JOIN-021 @must @node @needs-adapter
    Scenario: Node adds nobody who only said the handshake
      Given a node
      And the node may let one node join
      And the node "beta" connects to join
      And the node "beta" is let in
      When the node "beta" ends the connection
      Then the node "beta" sees the end of the connection
      And the nodes of the net are:
        | alpha | 1 | online |

  Rule: A node that joins

    @CLU-JOIN-022 @must @node @needs-adapter
    Scenario: Node that joins says so in its handshake
      Given a node in no net
      And the node "beta" has a net
      When the node is told to join
      Then the node "beta" is asked to let the node join

    @CLU-JOIN-023 @must @node @needs-adapter
    Scenario: Node that joins tells of itself
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      When the node "beta" lets the node in
      Then the node "beta" receives a join of the node

    @CLU-JOIN-024 @must @node @needs-adapter
    Scenario: Node that joins ends the connection when it has its answer
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      And the node "beta" lets the node in
      And the node "beta" receives a join of the node
      When the node "beta" sends the join answer
      Then the node "beta" sees the end of the connection
      And the node has joined the net of the node "beta"

    @CLU-JOIN-025 @must @node @needs-adapter
    Scenario: Node that joined connects to the node that let it in
      Given a node in no net
      And the node "beta" has a net
      And the node has joined at the node "beta"
      When the node goes online
      Then the node connects to the node "beta"
      And the node "beta" receives connect from the node

    @CLU-JOIN-025 @must @node @needs-adapter
    Scenario: Node that joined connects to all nodes of the net
      Given a node in no net
      And the node "beta" has a net with the node "gamma" in it
      And the node has joined at the node "beta"
      When the node goes online
      Then the node connects to the node "gamma"
      And the node connects to the node "beta"

    @CLU-JOIN-026 @must @node @needs-adapter
    Scenario: Node that joined is the node that it was told to be
      Given a node in no net
      And the node "beta" has a net with the node "gamma" in it
      And the node has joined at the node "beta"
      When the node goes online
      And the client connects
      Then the client is an endpoint of the node with the word 3
      And the nodes of the net are:
        | beta  | 1 |
        | gamma | 2 |
        | alpha | 3 |

    @CLU-JOIN-027 @must @node @needs-adapter
    Scenario: Node has not joined where it is refused
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      When the node "beta" refuses the node
      Then the node has not joined

    @CLU-JOIN-027 @must @node @needs-adapter
    Scenario: Node has not joined where nobody listens
      Given a node in no net
      When the node is told to join where nobody listens
      Then the node has not joined

    @CLU-JOIN-028 @must @node @needs-adapter
    Scenario: Node has not joined where the connection ends before the answer
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      And the node "beta" lets the node in
      And the node "beta" receives a join of the node
      When the node "beta" ends the connection
      Then the node has not joined

    @CLU-JOIN-029 @must @node @needs-adapter
    Scenario: Node has not joined where it is told something else
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      And the node "beta" lets the node in
      And the node "beta" receives a join of the node
      When the node "beta" sends update nodes in place of the join answer
      Then the node has not joined

    @CLU-JOIN-030 @must @node @needs-adapter
    Scenario: Node has not joined where the join answer is no table
      Given a node in no net
      And the node "beta" has a net
      And the node is told to join
      And the node "beta" lets the node in
      And the node "beta" receives a join of the node
      When the node "beta" sends a join answer that is no table
      Then the node has not joined

    @CLU-JOIN-031 @must @node @needs-adapter
    Scenario: Node does not join a net that it knows
      Given a node in no net
      And the node "beta" has a net
      And the node has joined at the node "beta"
      When the node joins at the node "beta" again
      Then the node has not joined
