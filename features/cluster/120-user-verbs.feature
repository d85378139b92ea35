Feature: User verbs
  The verbs from 80000000 on belong to endpoints. A node carries them and makes nothing of them.
  Originals lose those whose class is 01, and answer those of the class 00 that are for a node.
  Source: spec/cluster.md 4.2, 5.8, 8.1, rows 8 and 10; the source document's user space.

  Background:
    Given a node
    And the endpoint of "a.svc" has connected
    And the endpoint of "b.svc" has connected

  Rule: User verbs are routed between endpoints

    @CLU-USER-001 @must @node
    Scenario Outline: Node routes the user verb <verb>
      When the endpoint of "a.svc" sends <verb> of 256 octets to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives <verb> of 256 octets from the endpoint of "a.svc"

      Examples:
        | verb     |
        | 80000200 |
        | 8000FF00 |
        | 80010411 |
        | FFFFFFFF |

    @CLU-USER-001 @must @node
    Scenario: Node routes a user verb without a payload
      When the endpoint of "a.svc" sends 80000200 without payload to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives 80000200 without payload from the endpoint of "a.svc"

    @CLU-USER-003 @must @node
    Scenario Outline: Node routes the user verb <verb> of the class 00
      When the endpoint of "a.svc" sends <verb> "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives <verb> "hey" from the endpoint of "a.svc"

      Examples:
        | verb     |
        | 80000000 |
        | 80000001 |
        | 80010001 |

  Rule: A user verb for the node has no effect

    @CLU-USER-002 @must @node
    Scenario Outline: Node does nothing on the user verb <verb>
      When the endpoint of "a.svc" sends <verb> "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 80000200 |
        | 80000201 |
        | 80000301 |
        | 80000416 |

    @CLU-USER-004 @must @node @hardening
    Scenario Outline: Node does not answer the user verb <verb>
      When the endpoint of "a.svc" sends <verb> "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 80000001 |
        | 80010001 |
        | 80000000 |

  Rule: User verbs of the class 01 get lost at originals

    @CLU-USER-005 @may @node
    Scenario: Node routes a user verb of the class 01
      When the endpoint of "a.svc" sends 80000155 "hey" to the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives 80000155 "hey" from the endpoint of "a.svc"

    @CLU-USER-006 @must @node
    Scenario Outline: Node does nothing on the user verb <verb> of the class 01
      When the endpoint of "a.svc" sends <verb> "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 80000101 |
        | 80000103 |
        | 80010155 |

  Rule: User verbs cross the net

    @CLU-USER-007 @must @node @needs-adapter
    Scenario: Node passes a user verb on to a neighbour
      Given the node "beta" is connected
      When the endpoint of "a.svc" sends 80000200 "hey" to an endpoint at the node "beta"
      Then the node "beta" receives 80000200 "hey" from the endpoint of "a.svc" for an endpoint at the node "beta"

    @CLU-USER-007 @must @node @needs-adapter
    Scenario: Node takes a user verb from a neighbour
      Given the node "beta" is connected
      When the node "beta" sends 80000200 "hey" to the endpoint of "a.svc"
      Then the endpoint of "a.svc" receives 80000200 "hey" from the node "beta"
