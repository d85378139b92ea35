Feature: Nodes of a net connect
  Every node of a net keeps one connection with every other one, dialled by whichever comes first. Who dialled sends its table.
  Source: the source document, NET CONNECT/RECONNECT SCHEME; spec/cluster.md 3.3, 3.4, 5.3, 7.2, 7.4, 8, 8.1 and rows 4, 44 and 49.

  Rule: The scheme of the source document

    @CLU-CONN-001 @must @node @needs-adapter @quick
    Scenario: The net connect scheme, line by line
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      When the node "beta" connects
      Then the node "beta" is taken as the node that it is
      When the node "beta" sends connect with the table that it got when it joined
      Then the node "beta" receives update nodes with these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |

    @CLU-CONN-001 @must @node @needs-adapter
    Scenario: The net connect scheme, line by line, with the node as the new one
      Given a node in no net
      And the node "beta" has a net with the node "gamma" in it
      And the node has joined at the node "beta"
      When the node goes online
      Then the node connects to the node "beta" and to the node "gamma"
      And the node "beta" receives connect with these nodes:
        | beta  | 1 |
        | gamma | 2 |
        | alpha | 3 |
      And the node "gamma" receives connect with these nodes:
        | beta  | 1 |
        | gamma | 2 |
        | alpha | 3 |

    @CLU-CONN-002 @must @node @needs-adapter
    Scenario: The net reconnect scheme, line by line
      Given a node
      And the node "beta" is connected
      When the node "beta" ends the connection
      Then the node "beta" sees the end of the connection
      When the node "beta" connects
      Then the node "beta" is taken as the node that it is

  Rule: A node that is dialled

    @CLU-CONN-003 @must @node @needs-adapter
    Scenario: Node gives a node the address that its table has
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      When the node "gamma" connects
      Then the node "gamma" is taken as the node that it is

    @CLU-CONN-004 @must @node @needs-adapter
    Scenario: Node tells a node online that is connected, and offline when it is not
      Given a node
      And the node "beta" is connected
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |
      When the node "beta" ends the connection
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |

    @CLU-CONN-004 @must @node @needs-adapter
    Scenario: Node tells a node offline whose connection breaks
      Given a node
      And the node "beta" is connected
      When the node "beta" breaks the connection
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |

    @CLU-CONN-005 @must @node @needs-adapter
    Scenario: Node answers an older table with its own, to that node alone
      Given a node
      And the node "beta" is connected
      And the node "gamma" has joined
      And the node "gamma" connects
      And the node "gamma" is taken as the node that it is
      And the node "beta" has received all tables
      When the node "gamma" sends connect with an older table
      Then the node "gamma" receives update nodes with these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |
      And the node "beta" receives no update nodes

    @CLU-CONN-006 @must @node @needs-adapter
    Scenario: Node answers nothing to a table of the same date
      Given a node
      And the node "beta" has joined
      And the node "beta" connects
      And the node "beta" is taken as the node that it is
      When the node "beta" sends connect with the table that it got when it joined
      Then the node "beta" receives no update nodes

    @CLU-CONN-006 @must @node @needs-adapter
    Scenario: Node answers nothing to another table of the same date
      Given a node
      And the node "beta" is connected
      When the node "beta" sends connect with a table of the same date that has "delta" in it
      Then the node "beta" receives no update nodes
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-CONN-007 @must @node @needs-adapter
    Scenario: Node sends a newer table on to all connected nodes, as it came
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      And the node "beta" has received all tables
      When the node "gamma" sends connect with a newer table that has "delta" in it
      Then the node "gamma" receives update nodes with the same table
      And the node "beta" receives update nodes with the same table

    @CLU-CONN-008 @must @node @needs-adapter
    Scenario: Node refuses a second connection of a node that is connected
      Given a node
      And the node "beta" is connected
      When the node "beta" connects a second time
      Then the second node "beta" is refused
      And the node "beta" is still served

    @CLU-CONN-009 @may @node @needs-adapter @hardening
    Scenario: Node takes a second connection of a node whose first one is dead
      Given a node
      And the node "beta" is connected
      And the node "beta" is still served
      And the node "beta" answers nothing any more
      When the node "beta" connects a second time
      Then the second node "beta" is taken as the node that it is

    @CLU-CONN-010 @must @node @needs-adapter @profile-dialect-as-deployed
    Scenario: Node answers no connect with 00010102
      Given a node
      And the node "beta" is connected
      When the node "beta" sends connect with an older table
      Then the node "beta" receives update nodes
      And the node "beta" receives no connect answer

    @CLU-CONN-011 @must @node @needs-adapter @profile-dialect-seed-strict
    Scenario: Node answers a connect with its table
      Given a node
      And the node "beta" has joined
      And the node "beta" connects
      And the node "beta" is taken as the node that it is
      When the node "beta" sends connect with the table that it got when it joined
      Then the node "beta" receives connect answer with these nodes:
        | alpha | 1 |
        | beta  | 2 |

    @CLU-CONN-012 @must @node @needs-adapter
    Scenario: Node gives no answer to a connect answer
      Given a node
      And the node "beta" is connected
      When the node "beta" sends connect answer with an older table
      Then the node "beta" receives no update nodes
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-CONN-013 @must @node @needs-adapter @framing
    Scenario: Node takes a connect however it is cut
      Given a node
      And the node "beta" has joined
      And the node "beta" connects
      And the node "beta" is taken as the node that it is
      When the node "beta" sends in pieces connect with an older table, and a ping
      Then the node "beta" receives update nodes with these nodes:
        | alpha | 1 |
        | beta  | 2 |
      And the node "beta" receives ping answer

  Rule: A node that dials

    @CLU-CONN-014 @must @node @needs-adapter
    Scenario: Node dials a node that has joined
      Given a node
      When the node "beta" joins and listens
      Then the node connects to the node "beta"

    @CLU-CONN-015 @must @node @needs-adapter
    Scenario: Node that dialled sends its table first
      Given a node
      And the node "beta" has joined and listens
      When the node connects to the node "beta"
      Then the first packet for the node "beta" is connect
      And the table has these nodes:
        | alpha | 1 |
        | beta  | 2 |

    @CLU-CONN-015 @must @node @needs-adapter
    Scenario: Node sends its table from itself to the node that it dialled
      Given a node
      And the node "beta" has joined and listens
      When the node connects to the node "beta"
      Then the node "beta" receives connect from the node for the node "beta"

    @CLU-CONN-016 @must @node @needs-adapter
    Scenario: Node serves the node that it dialled
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      When the node "beta" sends ping "hey" to the node
      Then the node "beta" receives ping answer "hey"
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-CONN-017 @must @node @needs-adapter
    Scenario Outline: Node drops a connection on which it is given <what>
      Given a node
      And the node "beta" has joined and listens
      And the node dials the node "beta"
      When the node "beta" answers with <what>
      Then the node "beta" sees the end of the connection

      Examples:
        | what                                 |
        | another address for the node         |
        | another address of its own           |
        | no address for the node              |
        | zeros                                |
        | an answer that has another signature |

    @CLU-CONN-018 @must @node @needs-adapter
    Scenario: Node dials again when it was refused
      Given a node
      And the node "beta" has joined and listens
      And the node dials the node "beta"
      When the node "beta" answers with zeros
      Then the node connects to the node "beta"

    @CLU-CONN-019 @must @node @needs-adapter
    Scenario: Node dials again when a connection ends
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      When the node "beta" ends the connection
      Then the node connects to the node "beta"

    @CLU-CONN-019 @must @node @needs-adapter
    Scenario: Node dials again when a connection breaks
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      When the node "beta" breaks the connection
      Then the node connects to the node "beta"

    @CLU-CONN-020 @must @node @needs-adapter @claim-timers
    Scenario: Node dials no node that is connected
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      When two passes go by
      Then the node has dialled the node "beta" once

    @CLU-CONN-021 @must @node @needs-adapter
    Scenario: Node dials every node of its table
      Given a node
      When the node "beta" joins and listens
      And the node "gamma" joins and listens
      Then the node connects to the node "beta" and to the node "gamma"

    @CLU-CONN-022 @must @node @needs-adapter
    Scenario: Node dials a node while others cannot be reached
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      When the node "delta" joins and listens
      Then the node connects to the node "delta"

    @CLU-CONN-023 @must @node @needs-adapter @claim-timers @hardening
    Scenario: Node gives up on a node that takes its connection and says nothing
      Given a node of little patience
      And the node "beta" has joined and listens
      And the node dials the node "beta"
      When the node "beta" says nothing
      Then the node "beta" sees the end of the connection

    @CLU-CONN-024 @must @node @needs-adapter
    Scenario: Node is connected in the end with a node that dials at the same time
      Given a node
      And the node "beta" has joined and listens
      And the node dials the node "beta"
      When the node "beta" connects at the same time
      Then the node and the node "beta" are connected
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-CONN-025 @must @node @needs-adapter @framing
    Scenario: Node takes the answer to its handshake however it is cut
      Given a node
      And the node "beta" has joined and listens
      And the node dials the node "beta"
      When the node "beta" answers in pieces
      Then the first packet for the node "beta" is connect
