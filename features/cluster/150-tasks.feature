Feature: Allowing tasks
  A node launches job hosts while tasks are allowed. They are at every activation; endpoints and nodes that the configuration trusts may
  change that, and nobody is answered.
  Source: spec/cluster.md 5.6, 7.11, 8, rows 34 and 38.

  Rule: While tasks are disallowed every launch is refused

    @CLU-TASK-001 @must @node
    Scenario: Node launches nothing while tasks are disallowed
      Given a node
      And the client has connected
      When the client sends allow tasks [00] to the node
      And the client launches a package for nobody
      Then the client receives the launch status 8003
      And the client allows tasks again

    @CLU-TASK-009 @must @node
    Scenario Outline: Node does not look at <package> while tasks are disallowed
      Given a node
      And the client has connected
      When the client sends allow tasks [00] to the node
      And the client launches <package>
      Then the client receives the launch status 8003
      And the client allows tasks again

      Examples:
        | package           |
        | a damaged package |
        | an empty package  |

    @CLU-TASK-002 @must @node
    Scenario: Node launches again where tasks are allowed again
      Given a node
      And the client has connected
      When the client sends allow tasks [00] to the node
      And the client sends allow tasks [01] to the node
      And the client launches a package for nobody
      Then the client receives the launch status 8004

  Rule: The first octet tells, and no other

    @CLU-TASK-003 @must @node
    Scenario Outline: Node takes <octets> for a permission
      Given a node
      And the client has connected
      When the client sends allow tasks [00] to the node
      And the client sends allow tasks <octets> to the node
      And the client launches a package for nobody
      Then the client receives the launch status 8004

      Examples:
        | octets |
        | [02]   |
        | [80]   |
        | [FF]   |

    @CLU-TASK-004 @must @node
    Scenario Outline: Node looks at the first octet of <octets>
      Given a node
      And the client has connected
      When the client sends allow tasks <before> to the node
      And the client sends allow tasks <octets> to the node
      And the client launches a package for nobody
      Then the client receives the launch status <status>
      And the client allows tasks again

      Examples:
        | octets     | before | status |
        | [00 01]    | [01]   | 8003   |
        | [01 00 00] | [00]   | 8004   |

    @CLU-TASK-005 @must @node
    Scenario Outline: Node changes nothing where it is told nothing, after <before>
      Given a node
      And the client has connected
      When the client sends allow tasks <before> to the node
      And the client sends allow tasks without payload to the node
      And the client launches a package for nobody
      Then the client receives the launch status <status>
      And the client allows tasks again

      Examples:
        | before | status |
        | [00]   | 8003   |
        | [01]   | 8004   |

    @CLU-TASK-006 @must @node
    Scenario: Node does not answer allow tasks
      Given a node
      And the client has connected
      When the client sends allow tasks [01] to the node
      Then the client receives nothing
      And the client is still served

  Rule: Tasks are allowed at every activation

    @CLU-TASK-007 @must @node @needs-adapter
    Scenario: Node that is new in its net launches
      Given a node
      And the client has connected
      When the client launches a package for nobody
      Then the client receives the launch status 8004

    @CLU-TASK-008 @must @node @needs-adapter
    Scenario: Node that goes online again launches again
      Given a node
      And the client has connected
      And the client has sent allow tasks [00] to the node
      And the client is still served
      And the node has been offline for a moment
      When the client connects
      And the client launches a package for nobody
      Then the client receives the launch status 8004

  Rule: Nodes of the net and the operator may tell it too

    @CLU-TASK-010 @must @node @needs-adapter
    Scenario: Node obeys another node of its net
      Given a node
      And the client has connected
      And the node "beta" is connected
      When the node "beta" sends allow tasks [00] to the node
      And the node "beta" sends ping to the node
      Then the node "beta" receives ping answer
      And a launch of the client is answered with the status 8003

    @CLU-TASK-011 @must @node @needs-adapter
    Scenario: Node obeys its operator
      Given a node
      And the client has connected
      When the node is told to launch nothing
      Then a launch of the client is answered with the status 8003

    @CLU-TASK-011 @must @node @needs-adapter
    Scenario: Node obeys its operator who allows tasks again
      Given a node
      And the client has connected
      And the client has sent allow tasks [00] to the node
      And the client is still served
      When the node is told to launch again
      Then a launch of the client is answered with the status 8004
