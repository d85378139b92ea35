Feature: Routing
  A node looks at the destination of a packet, and at nothing else, to know where it goes: to itself, to endpoints of its own, to other
  nodes. What has no way is dropped, and nobody is told.
  Source: spec/cluster.md 4.2, 4.3, 8.1, rows 10, 42 and 43.

  Rule: A packet for one endpoint of this node reaches it, as it was sent

    @CLU-ROUTE-001 @must @node
    Scenario Outline: Node carries a packet <payload> from endpoint to endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 <payload> to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives 80000200 <payload>

      Examples:
        | payload           |
        | without payload   |
        | "hey"             |
        | of 256 octets     |
        | of 1048577 octets |

    @CLU-ROUTE-002 @must @node
    Scenario: Node gives a packet for one endpoint to nobody else
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the second endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives 80000200 "hey"
      And the second endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" receives nothing

    @CLU-ROUTE-003 @must @node
    Scenario: Node leaves origin and destination as they are
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the endpoint of "b.svc"

    @CLU-ROUTE-026 @must @node
    Scenario: Node gives an endpoint what it sends to itself
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the endpoint of "a.svc"
      Then the endpoint of "a.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the endpoint of "a.svc"

    @CLU-ROUTE-001 @must @node
    Scenario Outline: Node carries a packet from <one> to <other>
      Given a node
      And <one> has connected
      And <other> has connected
      When <one> sends 80000200 "hey" to <other>
      Then <other> receives 80000200 "hey"

      Examples:
        | one                     | other                   |
        | the client              | the host                |
        | the host                | the client              |
        | the endpoint of "a.svc" | the logger              |
        | the logger              | the endpoint of "a.svc" |

  Rule: A packet for an endpoint is routed whatever its verb

    @CLU-ROUTE-023 @must @node
    Scenario Outline: Node routes <verb> and does not act on it
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends <verb> "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives <verb> "hey" from the endpoint of "a.svc" for the endpoint of "b.svc"
      And the endpoint of "a.svc" receives nothing

      Examples:
        | verb            |
        | ping            |
        | ping answer     |
        | enumerate nodes |
        | status request  |
        | launch answer   |
        | schedule task   |
        | result          |
        | 00000555        |
        | 7FFFFFFF        |

  Rule: What has no taker is dropped in silence, and the connection lives

    @CLU-ROUTE-004 @must @node
    Scenario Outline: Node drops a packet to <address>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to <address>
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | address                                                   |
        | the address of the endpoint of "a.svc" with instance FFFF |
        | 01000000NNNNFFFF                                          |
        | 02FFFFFFNNNN0001                                          |
        | 02FFFFFFNNNN0000                                          |

    @CLU-ROUTE-005 @must @node
    Scenario Outline: Node drops a packet that has <what> and is else for an endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to <address>
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | what            | address                                               |
        | level 0         | the address of the endpoint of "b.svc" with level 0   |
        | level 1         | the address of the endpoint of "b.svc" with level 1   |
        | level 3         | the address of the endpoint of "b.svc" with level 3   |
        | another service | the address of the endpoint of "b.svc" with service 0 |

    @CLU-ROUTE-011 @must @node
    Scenario Outline: Node drops a packet to <address>, of a node that is not there
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to <address>
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | address          |
        | another node     |
        | 0200000377770001 |
        | 0200000377770000 |

    @CLU-ROUTE-027 @must @node
    Scenario: Node drops a packet to an endpoint that has left
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the endpoint of "b.svc" has broken the connection
      When the endpoint of "a.svc" sends 80000200 "hey" to the endpoint of "b.svc"
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-ROUTE-022 @must @node
    Scenario Outline: Node drops <verb> that is for itself
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends <verb> "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 00000207 |
        | 00000304 |
        | 00000410 |
        | 00000431 |
        | 00000555 |
        | 7FFFFFFF |

    @CLU-ROUTE-028 @must @node
    Scenario Outline: Node swallows <verb> that is for an endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends <verb> "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 00010102 |
        | 00000104 |
        | 00000155 |
        | 000101FF |

  Rule: Instance 0 means every endpoint of the service

    @CLU-ROUTE-006 @must @node
    Scenario: Node gives a service broadcast to every endpoint of the service
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the second endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 of 256 octets to every endpoint of "b.svc" of the node
      Then the endpoint of "b.svc" receives 80000200 of 256 octets
      And the second endpoint of "b.svc" receives 80000200 of 256 octets

    @CLU-ROUTE-007 @must @node
    Scenario: Node addresses each copy to who gets it
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the second endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every endpoint of "b.svc" of the node
      Then the endpoint of "b.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the endpoint of "b.svc"
      And the second endpoint of "b.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the second endpoint of "b.svc"

    @CLU-ROUTE-006 @must @node
    Scenario: Node gives a large service broadcast to every endpoint of the service
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the second endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 of 300000 octets to every endpoint of "b.svc" of the node
      Then the endpoint of "b.svc" receives 80000200 of 300000 octets
      And the second endpoint of "b.svc" receives 80000200 of 300000 octets

    @CLU-ROUTE-006 @must @node
    Scenario: Node gives one copy to each
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every endpoint of "b.svc" of the node
      Then the endpoint of "b.svc" receives 80000200 "hey"
      And the endpoint of "b.svc" receives nothing

    @CLU-ROUTE-008 @must @node
    Scenario: Node gives a service broadcast to its sender too
      Given a node
      And the endpoint of "a.svc" has connected
      And the second endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every endpoint of "a.svc" of the node
      Then the endpoint of "a.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the endpoint of "a.svc"
      And the second endpoint of "a.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the second endpoint of "a.svc"

    @CLU-ROUTE-009 @must @node
    Scenario Outline: Node ignores the level <level> of a service broadcast
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the address of every endpoint of "b.svc" of the node with level <level>
      Then the endpoint of "b.svc" receives 80000200 "hey" from the endpoint of "a.svc" for the endpoint of "b.svc"

      Examples:
        | level |
        | 0     |
        | 1     |
        | FF    |

    @CLU-ROUTE-010 @must @node
    Scenario: Node gives a service broadcast to no other service
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the client has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every endpoint of "b.svc" of the node
      Then the endpoint of "b.svc" receives 80000200 "hey"
      And the endpoint of "a.svc" receives nothing
      And the client receives nothing

  Rule: What is for another node goes there

    @CLU-ROUTE-012 @must @node @needs-adapter
    Scenario Outline: Node forwards a packet to <address> unchanged
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends 80000200 of 256 octets to <address>
      Then the node "beta" receives 80000200 of 256 octets from the endpoint of "a.svc" for <address>

      Examples:
        | address                                     |
        | the node "beta"                             |
        | an endpoint at the node "beta"              |
        | the address of the node "beta" with level 3 |

    @CLU-ROUTE-019 @must @node @needs-adapter
    Scenario: Node leaves a service broadcast to the node that it is for
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every logger of the node "beta"
      Then the node "beta" receives 80000200 "hey" from the endpoint of "a.svc" for every logger of the node "beta"
      And the logger receives nothing

    @CLU-ROUTE-013 @must @node @needs-adapter
    Scenario: Node forwards a packet to no third node
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the node "beta"
      Then the node "beta" receives 80000200 "hey"
      And the node "gamma" receives nothing

    @CLU-ROUTE-014 @must @node @needs-adapter
    Scenario: Node drops a packet to a node that is offline
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "beta" has broken the connection
      When the endpoint of "a.svc" sends 80000200 "hey" to the node "beta"
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-ROUTE-024 @must @node @needs-adapter
    Scenario: Node forwards a packet from node to node
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" sends 80000200 "hey" to an endpoint at the node "gamma"
      Then the node "gamma" receives 80000200 "hey" from the node "beta" for an endpoint at the node "gamma"

  Rule: Node word 0 means all other nodes

    @CLU-ROUTE-015 @must @node @needs-adapter
    Scenario: Node gives every other node a copy, addressed to its server
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the endpoint of "a.svc" sends 80000200 "hey" to all nodes
      Then the node "beta" receives 80000200 "hey" from the endpoint of "a.svc" for the node "beta"
      And the node "gamma" receives 80000200 "hey" from the endpoint of "a.svc" for the node "gamma"

    @CLU-ROUTE-017 @must @node @needs-adapter
    Scenario Outline: Node takes <address> for all nodes
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends 80000200 "hey" to <address>
      Then the node "beta" receives 80000200 "hey" from the endpoint of "a.svc" for the node "beta"
      And the endpoint of "a.svc" receives nothing

      Examples:
        | address                                            |
        | the address of the endpoint of "a.svc" with node 0 |
        | 0200000300000000                                   |
        | 0000000000000000                                   |

    @CLU-ROUTE-016 @must @node
    Scenario Outline: Node delivers nothing here of what is for <address>
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to <address>
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | address                                                          |
        | all nodes                                                        |
        | the address of the endpoint of "b.svc" with node 0               |
        | the address of every endpoint of "b.svc" of the node with node 0 |

    @CLU-ROUTE-016 @must @node @needs-adapter
    Scenario: Node does not answer a ping to all nodes itself
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping "hey" to all nodes
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

  Rule: What comes from another node is routed like anything else

    @CLU-ROUTE-018 @must @node @needs-adapter
    Scenario: Node gives an endpoint what a neighbour sends
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the node "beta" sends 80000200 of 256 octets to the endpoint of "a.svc"
      Then the endpoint of "a.svc" receives 80000200 of 256 octets from the node "beta" for the endpoint of "a.svc"

    @CLU-ROUTE-029 @must @node @needs-adapter
    Scenario: Node takes any origin from a neighbour
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the node "beta" sends 80000200 "hey" to the endpoint of "a.svc" as from an endpoint at the node "beta"
      Then the endpoint of "a.svc" receives 80000200 "hey" from an endpoint at the node "beta" for the endpoint of "a.svc"

    @CLU-ROUTE-020 @must @node @needs-adapter
    Scenario: Node expands a service broadcast of a neighbour
      Given a node
      And the endpoint of "a.svc" has connected
      And the second endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the node "beta" sends 80000200 "hey" to every endpoint of "a.svc" of the node
      Then the endpoint of "a.svc" receives 80000200 "hey" from the node "beta" for the endpoint of "a.svc"
      And the second endpoint of "a.svc" receives 80000200 "hey" from the node "beta" for the second endpoint of "a.svc"

    @CLU-ROUTE-004 @must @node @needs-adapter
    Scenario: Node drops a packet of a neighbour for an endpoint that is not there
      Given a node
      And the node "beta" is connected
      When the node "beta" sends 80000200 "hey" to 02000003NNNNFFFF
      And the node "beta" sends ping "now" to the node
      Then the node "beta" receives ping answer "now"

    @CLU-ROUTE-025 @must @node @needs-adapter
    Scenario: Node answers an endpoint of a neighbour over the node "beta"'s connection
      Given a node
      And the node "beta" is connected
      When the node "beta" sends ping "hey" to the node as from an endpoint at the node "beta"
      Then the node "beta" receives ping answer "hey" from the node for an endpoint at the node "beta"

    @CLU-ROUTE-025 @must @node @needs-adapter
    Scenario: Node answers an endpoint of a second neighbour over that one's connection
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" sends ping "hey" to the node as from an endpoint at the node "gamma"
      Then the node "gamma" receives ping answer "hey" from the node for an endpoint at the node "gamma"
      And the node "beta" receives nothing

  Rule: On one path packets stay in order

    @CLU-ROUTE-021 @must @node
    Scenario: Node keeps the order from endpoint to endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 200 packets of many sizes to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives these 200 packets in order
      And the endpoint of "b.svc" receives nothing

    @CLU-ROUTE-021 @must @node @needs-adapter
    Scenario: Node keeps the order from endpoint to node
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends 200 packets of many sizes to the node "beta"
      Then the node "beta" receives these 200 packets in order
