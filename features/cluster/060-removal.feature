Feature: Leaving a net
  A node is taken out of the table by any connected node, and told like all others. A node that merges a table without itself goes
  offline and forgets the net.
  Source: spec/cluster.md 2.4, 7.3, 8.1 and rows 16 and 19.

  Rule: A node that removes another

    @CLU-REM-001 @must @node @needs-adapter
    Scenario: Node tells all connected nodes, also the one that is removed
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      And the node "beta" has received all tables
      When the node is told to remove the node "gamma"
      Then the node "gamma" receives update nodes with these nodes:
        | alpha | 1 |
        | beta  | 2 |
      And the node "beta" receives update nodes with the same table

    @CLU-REM-002 @must @node @needs-adapter
    Scenario: Node dates its table later when it removes a node
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      And the node "beta" has received all tables
      And a second goes by
      When the node is told to remove the node "gamma"
      Then the node "beta" receives update nodes that is dated later

    @CLU-REM-003 @must @node @needs-adapter
    Scenario: Node knows a node no more that it removed
      Given a node
      And the node "beta" is connected
      When the node is told to remove the node "beta"
      Then the nodes of the net are:
        | alpha | 1 | online |

    @CLU-REM-004 @must @node @needs-adapter
    Scenario: Node refuses a node that it removed
      Given a node
      And the node "beta" is connected
      And the node is told to remove the node "beta"
      And the node "beta" receives update nodes
      When the node "beta" breaks the connection
      And the node "beta" connects
      Then the node "beta" is refused

    @CLU-REM-005 @must @node @needs-adapter @claim-timers
    Scenario: Node dials no node that it removed
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      And the node "beta" has received connect
      And the node is told to remove the node "beta"
      And the node "beta" has received update nodes
      When the node "beta" breaks the connection
      And two passes go by
      Then the node has dialled the node "beta" once

    @CLU-REM-006 @must @node @needs-adapter
    Scenario: Node removes a node that is not connected
      Given a node
      And the node "beta" is connected
      And the node "gamma" has joined
      And the node "beta" has received all tables
      When the node is told to remove the node "gamma"
      Then the node "beta" receives update nodes with these nodes:
        | alpha | 1 |
        | beta  | 2 |

    @CLU-REM-007 @must @node @needs-adapter
    Scenario: Node gives the highest word again when its node was removed
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      And the node is told to remove the node "gamma"
      And the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |
      When the node "delta" joins
      Then the table has these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | delta | 3 |

    @CLU-REM-007 @must @node @needs-adapter
    Scenario: Node gives no word again while a higher one is there
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      And the node is told to remove the node "beta"
      And the nodes of the net are:
        | alpha | 1 | online  |
        | gamma | 3 | offline |
      When the node "delta" joins
      Then the table has these nodes:
        | alpha | 1 |
        | gamma | 3 |
        | delta | 4 |

    @CLU-REM-008 @should @node @needs-adapter
    Scenario: Node serves the connection of a node that it removed until that ends it
      Given a node
      And the node "beta" is connected
      And the client has connected
      And the node is told to remove the node "beta"
      And the node "beta" receives update nodes
      When the node "beta" sends 80000211 "content" to the client
      Then the client receives 80000211 "content"

    @CLU-REM-009 @must @node @needs-adapter
    Scenario: Node that removes itself tells all connected nodes
      Given a node
      And the node "beta" is connected
      And the node "beta" has received all tables
      When the node is told to remove itself
      Then the node "beta" receives update nodes with these nodes:
        | beta | 2 |
      And the node "beta" sees the end of the connection

  Rule: A node that is removed

    @CLU-REM-010 @must @node @needs-adapter
    Scenario: Node that is removed goes offline
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with a newer table that has no "alpha" in it
      Then the node "beta" sees the end of the connection
      And nobody can connect to the node

    @CLU-REM-010 @must @node @needs-adapter
    Scenario: Node that is removed by a connect goes offline
      Given a node
      And the node "beta" is connected
      When the node "beta" sends connect with a newer table that has no "alpha" in it
      Then the node "beta" sees the end of the connection
      And nobody can connect to the node

    @CLU-REM-011 @must @node @needs-adapter
    Scenario: Node that is removed ends the connections of its endpoints
      Given a node
      And the node "beta" is connected
      And the client has connected
      When the node "beta" sends update nodes with a newer table that has no "alpha" in it
      Then the client sees the end of the connection

    @CLU-REM-012 @must @node @needs-adapter
    Scenario: Node that is removed forgets the net
      Given a node
      And the node "beta" is connected
      And the node "beta" sends update nodes with a newer table that has no "alpha" in it
      And the node "beta" sees the end of the connection
      And nobody can connect to the node
      When the node is told to go online
      Then that fails

    @CLU-REM-013 @must @node @needs-adapter
    Scenario: Node stays that an older table has not
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with an older table that has no "alpha" in it
      Then the node "beta" is still served
      And a new endpoint is served

    @CLU-REM-014 @must @node @needs-adapter
    Scenario: Node that left can make a net again
      Given a node
      And the node "beta" is connected
      And the node "beta" sends update nodes with a newer table that has no "alpha" in it
      And the node "beta" sees the end of the connection
      And nobody can connect to the node
      When the node makes a net and goes online
      Then a new endpoint is served
      And the nodes of the net are:
        | alpha | 1 | online |
