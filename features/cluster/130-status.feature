Feature: Status
  Endpoints and nodes ask a node for the nodes of its net, for its endpoints, for what it runs on and how it does. It answers with
  structures that tell their own names and types.
  Source: spec/cluster.md 5.4, 6.6, 6.7, 7.2, rows 20 to 23, 38 and 46.

  Rule: Every request is answered with its structure

    @CLU-STATUS-001 @must @node
    Scenario: Node tells the nodes of its net
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives nodes with exactly these properties:
        | nodes         | list of structures |
        | nodes/address | uint64             |
        | nodes/name    | string             |
        | nodes/online  | boolean            |

    @CLU-STATUS-006 @must @node
    Scenario: Node tells its endpoints
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints to the node
      Then the endpoint of "a.svc" receives endpoints with exactly these properties:
        | endpoints              | list of structures |
        | endpoints/address      | uint64             |
        | endpoints/service_id   | string             |
        | endpoints/service_name | string             |

    @CLU-STATUS-013 @must @node
    Scenario: Node tells what it runs on
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends info request to the node
      Then the endpoint of "a.svc" receives info with exactly these properties:
        | uuid                 | list of byte |
        | name                 | string       |
        | system               | uint32       |
        | architecture         | uint32       |
        | processor_name       | string       |
        | physical_cores       | uint32       |
        | virtual_cores        | uint32       |
        | clock_frequency      | uint64       |
        | physical_memory      | uint64       |
        | system_version_major | uint32       |
        | system_version_minor | uint32       |

    @CLU-STATUS-016 @must @node
    Scenario: Node tells how it does
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends status request to the node
      Then the endpoint of "a.svc" receives status with exactly these properties:
        | battery_status    | uint32 |
        | battery_level     | uint32 |
        | progress_complete | uint32 |
        | progress_total    | uint32 |

    @CLU-STATUS-027 @should @node
    Scenario Outline: Node writes <answer> octet for octet as originals do
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends <request> to the node
      Then the endpoint of "a.svc" receives <answer> in the octets of the page

      Examples:
        | request             | answer    |
        | enumerate nodes     | nodes     |
        | enumerate endpoints | endpoints |
        | info request        | info      |
        | status request      | status    |

    @CLU-STATUS-005 @must @node
    Scenario Outline: Node answers <request> that has a payload
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends <request> of 256 octets to the node
      Then the endpoint of "a.svc" receives <answer> from the node for the endpoint of "a.svc"

      Examples:
        | request         | answer |
        | enumerate nodes | nodes  |
        | info request    | info   |
        | status request  | status |

    @CLU-STATUS-026 @must @node
    Scenario: Node answers requests one by one, in their order
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends to the node in one go:
        | status request      |
        | enumerate nodes     |
        | enumerate endpoints |
        | info request        |
        | enumerate nodes     |
        | ping                |
      Then the endpoint of "a.svc" receives in order:
        | status      |
        | nodes       |
        | endpoints   |
        | info        |
        | nodes       |
        | ping answer |
      And the endpoint of "a.svc" receives nothing

  Rule: The nodes are those of the table

    @CLU-STATUS-002 @must @node
    Scenario: Node tells itself, online
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives nodes with the node among them, online

    @CLU-STATUS-003 @must @node
    Scenario: Node tells only addresses of nodes, and none twice
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives nodes with the address of a node each

    @CLU-STATUS-003 @must @node @needs-adapter
    Scenario: Node tells every node in the order of its table
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives these nodes:
        | the node         | online |
        | the node "beta"  | online |
        | the node "gamma" | online |

    @CLU-STATUS-004 @must @node @needs-adapter
    Scenario: Node tells a node offline that has left
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" breaks the connection
      Then the endpoint of "a.svc" is told these nodes in the end:
        | the node         | online  |
        | the node "beta"  | offline |
        | the node "gamma" | online  |

    @CLU-STATUS-004 @must @node @needs-adapter
    Scenario: Node tells a node offline that has joined and not connected
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" has joined
      When the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives these nodes:
        | the node        | online  |
        | the node "beta" | offline |

  Rule: The endpoints are those that are connected, after the node itself

    @CLU-STATUS-006 @must @node
    Scenario: Node tells itself first
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints to the node
      Then the endpoint of "a.svc" receives endpoints with the node first

    @CLU-STATUS-007 @must @node
    Scenario: Node tells endpoints in the order in which they connected
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      And the endpoint of "b.svc" has connected
      And the client has connected
      When the endpoint of "a.svc" sends enumerate endpoints to the node
      Then the endpoint of "a.svc" receives endpoints, among them in this order:
        | the endpoint of "a.svc" |
        | the logger              |
        | the endpoint of "b.svc" |
        | the client              |

    @CLU-STATUS-011 @must @node
    Scenario: Node tells a service by the identifier and the name that it came with
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints to the node
      Then the endpoint of "a.svc" receives endpoints with the endpoint of "a.svc" among them as "a.svc", "Service a.svc"

    @CLU-STATUS-011 @must @node
    Scenario: Node tells the name that a service came with first
      Given a node
      And the endpoint of "a.svc" has connected
      And the second endpoint of "a.svc" connects as "Another Name"
      When the endpoint of "a.svc" sends enumerate endpoints to the node
      Then the endpoint of "a.svc" receives endpoints with the endpoint of "a.svc" among them as "a.svc", "Service a.svc"

    @CLU-STATUS-011 @must @node
    Scenario Outline: Node tells the <who> as <identifier>
      Given a node
      And the <who> has connected
      When the <who> sends enumerate endpoints to the node
      Then the <who> receives endpoints with the <who> among them as "<identifier>"

      Examples:
        | who    | identifier              |
        | client | engine.cluster.employer |
        | host   | engine.cluster.worker   |
        | logger | engine.cluster.logger   |

    @CLU-STATUS-008 @must @node
    Scenario: Node tells the endpoints of one service
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the second endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints "b.svc" to the node
      Then the endpoint of "a.svc" receives these endpoints:
        | the endpoint of "b.svc"        |
        | the second endpoint of "b.svc" |

    @CLU-STATUS-008 @must @node
    Scenario: Node tells only loggers where it is asked for loggers
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" sends enumerate endpoints "engine.cluster.logger" to the node
      Then the endpoint of "a.svc" receives endpoints of "engine.cluster.logger" only, with the logger among them

    @CLU-STATUS-009 @must @node
    Scenario: Node tells itself where it is asked for nodes
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints "engine.cluster.node" to the node
      Then the endpoint of "a.svc" receives endpoints with the node first

    @CLU-STATUS-010 @must @node
    Scenario Outline: Node knows no service <identifier>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends enumerate endpoints "<identifier>" to the node
      Then the endpoint of "a.svc" receives an empty list of endpoints

      Examples:
        | identifier                    |
        | wireproof.nobody              |
        | Engine.Cluster.Node           |
        | engine.cluster.nod            |
        | engine.cluster.node.wireproof |

    @CLU-STATUS-012 @must @node
    Scenario: Node tells nobody who has left
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "b.svc" breaks the connection
      Then the endpoint of "a.svc" is told no endpoint of "b.svc" in the end

  Rule: The info and the status are plausible

    @CLU-STATUS-014 @must @node
    Scenario: Node tells the name that it has among the nodes
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends info request to the node
      Then the endpoint of "a.svc" receives info with the name that the node has among the nodes

    @CLU-STATUS-014 @must @node @needs-adapter
    Scenario: Node tells the UUID and the name that it was given
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends info request to the node
      Then the endpoint of "a.svc" receives info with the UUID and the name of the node

    @CLU-STATUS-015 @must @node
    Scenario: Node tells a system and an architecture that there are
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends info request to the node
      Then the endpoint of "a.svc" receives info with a system of 0 to 2 and an architecture of 0 to 4

    @CLU-STATUS-017 @must @node
    Scenario: Node tells a battery that there can be
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends status request to the node
      Then the endpoint of "a.svc" receives status with a battery that there can be

    @CLU-STATUS-018 @must @node @needs-adapter
    Scenario: Node tells that it does nothing
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends status request to the node
      Then the endpoint of "a.svc" receives status with progress 0 of 0

  Rule: A node tells every other node how it does, and no endpoint

    @CLU-STATUS-019 @must @node @needs-adapter @claim-timers
    Scenario: Node tells its status again and again
      Given a node that tells its status every 0.3 seconds
      When the node "beta" is connected
      Then the node "beta" receives the status 5 times, 0.3 seconds apart

    @CLU-STATUS-019 @must @node @needs-adapter @claim-timers
    Scenario: Node tells its status to all nodes
      Given a node that tells its status every 0.3 seconds
      When the node "beta" is connected
      And the node "gamma" is connected
      Then the node "beta" receives the status from the node for the node "beta"
      And the node "gamma" receives the status from the node for the node "gamma"

    @CLU-STATUS-020 @must @node @needs-adapter @claim-timers
    Scenario: Node tells no endpoint its status unasked
      Given a node that tells its status every 0.1 seconds
      When the endpoint of "a.svc" connects
      Then the endpoint of "a.svc" receives nothing for 0.6 seconds

    @CLU-STATUS-021 @must @node @needs-adapter
    Scenario: Node keeps the status of a neighbour to itself
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" sends a good status to the node
      And the node "beta" sends ping "now" to the node
      Then the node "beta" receives ping answer "now"
      And the endpoint of "a.svc" receives nothing

    @CLU-STATUS-022 @must @node @needs-adapter
    Scenario: Node ignores a status that is damaged
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the node "beta" sends status of 256 octets to the node
      And the endpoint of "a.svc" sends ping "now" to the node
      Then the endpoint of "a.svc" receives ping answer "now"

  Rule: A node makes nothing of answers

    @CLU-STATUS-023 @must @node
    Scenario Outline: Node ignores <answer>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends <answer> of 256 octets to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | answer    |
        | nodes     |
        | endpoints |
        | info      |

  Rule: Nodes may ask too, and leave to each other what is theirs

    @CLU-STATUS-024 @must @node @needs-adapter
    Scenario Outline: Node answers <request> of a neighbour
      Given a node
      And the node "beta" is connected
      When the node "beta" sends <request> to the node
      Then the node "beta" receives <answer> from the node for the node "beta"

      Examples:
        | request             | answer    |
        | enumerate nodes     | nodes     |
        | enumerate endpoints | endpoints |
        | info request        | info      |

    @CLU-STATUS-025 @must @node @needs-adapter
    Scenario Outline: Node leaves <request> to the node "beta" that it is for
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends <request> to the node "beta"
      Then the node "beta" receives <request> from the endpoint of "a.svc" for the node "beta"
      And the endpoint of "a.svc" receives nothing

      Examples:
        | request             |
        | enumerate nodes     |
        | enumerate endpoints |
        | info request        |
