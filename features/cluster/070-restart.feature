Feature: Offline and online again
  A node goes offline without a word and comes back as it was; what others know of it is on its disk.
  Source: spec/cluster.md 2.2, 5.3, 7.1, 7.2, 7.3, 8 and 8.1; spec/adapter.md, operations.

  Rule: A node that goes offline

    @CLU-STATE-001 @must @node @needs-adapter
    Scenario: Node that goes offline ends every connection, without a word
      Given a node
      And the node "beta" is connected
      And the client has connected
      When the node goes offline
      Then the client sees the end of the connection
      And the node "beta" sees the end of the connection

    @CLU-STATE-002 @must @node @needs-adapter
    Scenario: Node that is offline takes no connection
      Given a node
      When the node goes offline
      Then nobody can connect to the node

    @CLU-STATE-003 @must @node @needs-adapter
    Scenario: Node that was not told to go online takes no connection
      Given a node in no net
      When the node makes a net
      Then nobody can connect to the node

    @CLU-STATE-004 @must @node @needs-adapter
    Scenario: Node cannot go online without a net
      Given a node in no net
      When the node is told to go online
      Then that fails

  Rule: A node that comes back

    @CLU-STATE-005 @must @node @needs-adapter
    Scenario Outline: Node that <was> is the node that it was
      Given a node
      And the node "beta" has joined
      When the node has <what>
      Then a new endpoint is served
      And the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |

      Examples:
        | was         | what                                     |
        | went off    | gone offline and online again            |
        | was stopped | been stopped and started and gone online |

    @CLU-STATE-006 @must @node @needs-adapter @hardening
    Scenario: Node that was killed knows who joined
      Given a node
      And the node "beta" has joined
      When the node has been killed and started and gone online
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |
      And the node "beta" connects and is taken as the node that it is

    @CLU-STATE-006 @must @node @needs-adapter @hardening
    Scenario: Node that is killed in the moment of its join answer knows who joined
      Given a node
      And the node "beta" has joined
      And the node may let one node join
      And the node "gamma" connects to join
      And the node "gamma" sends its name and where it listens
      And the node "gamma" receives a join answer with these nodes:
        | alpha | 1 |
        | beta  | 2 |
        | gamma | 3 |
      When the node has been killed and started and gone online
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |
        | gamma | 3 | offline |

    @CLU-STATE-006 @must @node @needs-adapter @hardening
    Scenario: Node that was killed knows who was removed
      Given a node
      And the node "beta" has joined
      And the node "gamma" has joined
      And the node is told to remove the node "beta"
      And the nodes of the net are:
        | alpha | 1 | online  |
        | gamma | 3 | offline |
      When the node has been killed and started and gone online
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | gamma | 3 | offline |

    @CLU-STATE-006 @must @node @needs-adapter @hardening
    Scenario: Node that was killed knows the table that it was sent
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table that has "delta" in it
      And the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | online  |
        | delta | 3 | offline |
      When the node has been killed and started and gone online
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | offline |
        | delta | 3 | offline |

    @CLU-STATE-007 @must @node @needs-adapter @hardening
    Scenario: Node that was killed knows that it had joined
      Given a node in no net
      And the node "beta" has a net
      And the node has joined at the node "beta"
      When the node has been killed and started and gone online
      Then the node connects to the node "beta"
      And the nodes of the net are:
        | beta  | 1 |
        | alpha | 2 |

    @CLU-STATE-008 @must @node @needs-adapter
    Scenario Outline: Node that has <what> dials its nodes
      Given a node
      And the node "beta" has joined and listens
      And the node connects to the node "beta"
      And the node "beta" breaks the connection
      When the node has <what>
      Then the node connects to the node "beta"
      And the node "beta" receives connect

      Examples:
        | what                                     |
        | gone offline and online again            |
        | been stopped and started and gone online |

    @CLU-STATE-009 @must @node @needs-adapter
    Scenario: Node that was started again counts its services from 4
      Given a node
      And the endpoint of "one.svc" has connected
      And the endpoint of "two.svc" has connected
      And the endpoint of "one.svc" breaks the connection
      And the endpoint of "two.svc" breaks the connection
      When the node has been stopped and started and gone online
      And the second endpoint of "two.svc" connects
      Then the second endpoint of "two.svc" has the service word 4

    @CLU-STATE-010 @must @node @needs-adapter
    Scenario: Node that was stopped knows its own network address
      Given a node
      And the node "beta" has joined, having reached the node at 192.0.2.7
      And the node has been stopped and started and gone online
      When the node "gamma" joins, having reached the node at 192.0.2.99
      Then the table has of "alpha" the network address 192.0.2.7

    @CLU-STATE-011 @must @node @needs-adapter
    Scenario: Node keeps the date of its table while it is offline
      Given a node
      And the node "beta" has joined
      And the node has gone offline and online again
      When the node "beta" connects
      And the node "beta" is taken as the node that it is
      And the node "beta" sends connect with the table that it got when it joined
      Then the node "beta" receives no update nodes
