Feature: Pings
  A node that is pinged at its own address answers with the same payload. It answers nothing else of that class: two nodes that answer
  answers would do so for ever.
  Source: spec/cluster.md 4.2, 5.2, rows 8 and 9.

  Rule: A ping to the address of the node is answered

    @CLU-PING-001 @must @node
    Scenario: Node answers a ping
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping "hey" to the node
      Then the endpoint of "a.svc" receives ping answer

    @CLU-PING-001 @must @node
    Scenario Outline: Node answers a ping of <who>
      Given a node
      And <who> has connected
      When <who> sends ping "hey" to the node
      Then <who> receives ping answer

      Examples:
        | who        |
        | the client |
        | the host   |
        | the logger |

    @CLU-PING-003 @must @node
    Scenario: Node is the origin of the answer and who pinged is its destination
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping "hey" to the node
      Then the endpoint of "a.svc" receives ping answer "hey" from the node for the endpoint of "a.svc"

    @CLU-PING-003 @must @node
    Scenario: Node answers each of two endpoints
      Given a node
      And the endpoint of "a.svc" has connected
      And the second endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping "one" to the node
      And the second endpoint of "a.svc" sends ping "two" to the node
      Then the endpoint of "a.svc" receives ping answer "one" from the node for the endpoint of "a.svc"
      And the second endpoint of "a.svc" receives ping answer "two" from the node for the second endpoint of "a.svc"

  Rule: The answer has the payload of the ping

    @CLU-PING-002 @must @node
    Scenario Outline: Node gives back a ping <payload>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping <payload> to the node
      Then the endpoint of "a.svc" receives ping answer <payload>

      Examples:
        | payload           |
        | without payload   |
        | of 1 octets       |
        | of 256 octets     |
        | of 65536 octets   |
        | of 1048577 octets |

  Rule: Pings are answered in order

    @CLU-PING-006 @must @node
    Scenario: Node answers pings in the order in which they came
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends 100 pings to the node
      Then the endpoint of "a.svc" receives 100 ping answers in order
      And the endpoint of "a.svc" receives nothing

  Rule: Only a ping to the whole address of the server is for the node

    @CLU-PING-007 @must @node
    Scenario Outline: Node does not answer a ping to <address>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping "hey" to <address>
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | address          |
        | 01000000NNNNFFFF |
        | 00000000NNNN0000 |
        | 02000000NNNN0000 |
        | 03000000NNNN0000 |

  Rule: A ping answer is never answered, nor is any other verb of the class

    @CLU-PING-004 @must @node @hardening
    Scenario: Node does not answer a ping answer
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends ping answer "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-PING-005 @must @node @hardening
    Scenario Outline: Node does not answer <verb>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends <verb> "hey" to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | verb     |
        | 00000000 |
        | 00000002 |
        | 000000FF |
        | 00020001 |
        | 00010000 |

  Rule: A node of the net is answered where it asks

    @CLU-PING-008 @must @node @needs-adapter
    Scenario: Node answers a ping of a neighbour
      Given a node
      And the node "beta" is connected
      When the node "beta" sends ping "hey" to the node
      Then the node "beta" receives ping answer "hey" from the node for the node "beta"

    @CLU-PING-004 @must @node @needs-adapter @hardening
    Scenario: Node does not answer a ping answer of a neighbour
      Given a node
      And the node "beta" is connected
      When the node "beta" sends ping answer "hey" to the node
      And the node "beta" sends ping "now" to the node
      Then the node "beta" receives ping answer "now" from the node for the node "beta"
