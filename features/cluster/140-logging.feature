Feature: Logging
  An endpoint tells its node a line; the node tells it to its own loggers, and to the other nodes for theirs.
  Source: spec/cluster.md 5.5, rows 25, 26 and 38.

  Rule: A line of an endpoint reaches every logger of its node

    @CLU-LOG-001 @must @node
    Scenario: Node tells its logger a line
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" logs "hello"
      Then the logger is told "hello" by the node

    @CLU-LOG-001 @must @node
    Scenario: Node tells all its loggers a line
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      And the second logger has connected
      And the third logger has connected
      When the endpoint of "a.svc" logs "hello"
      Then the logger is told "hello" by the node
      And the second logger is told "hello" by the node
      And the third logger is told "hello" by the node

    @CLU-LOG-001 @must @node
    Scenario Outline: Node takes a line of the <who>
      Given a node
      And the <who> has connected
      And the logger has connected
      When the <who> logs "hello"
      Then the logger is told "hello" by the node

      Examples:
        | who    |
        | client |
        | host   |

    @CLU-LOG-004 @must @node
    Scenario: Node tells a logger its own line
      Given a node
      And the logger has connected
      When the logger logs "hello"
      Then the logger is told "hello" by the node

    @CLU-LOG-003 @must @node
    Scenario: Node tells a line to loggers only
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the client has connected
      And the logger has connected
      When the endpoint of "a.svc" logs "hello"
      Then the logger is told "hello" by the node
      And the endpoint of "a.svc" receives nothing
      And the endpoint of "b.svc" receives nothing
      And the client receives nothing

    @CLU-LOG-014 @must @node
    Scenario: Node tells a line to the loggers that are left
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      And the second logger has connected
      And the logger has left
      When the endpoint of "a.svc" logs "hello"
      Then the second logger is told "hello" by the node

  Rule: The record is passed on as it came

    @CLU-LOG-002 @must @node
    Scenario Outline: Node tells a line of <line> as it is
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" logs <line>
      Then the logger is told <line> by the node

      Examples:
        | line           |
        | ""             |
        | "größe Ω 語"    |
        | 256 octets     |
        | 1048577 octets |

    @CLU-LOG-011 @must @node
    Scenario: Node leaves the author as it is told
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" logs "hello" as the endpoint of "b.svc"
      Then the logger is told "hello" by the node

    @CLU-LOG-010 @must @node
    Scenario: Node tells lines in the order in which they were said
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" logs 100 lines
      Then the logger is told 100 lines in order

    @CLU-LOG-012 @must @node
    Scenario Outline: Node outlives a record of <count> octets
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" sends log primary of <count> octets to the node
      Then the endpoint of "b.svc" is still served
      And the logger is still alive

      Examples:
        | count |
        | 0     |
        | 1     |
        | 8     |
        | 15    |

  Rule: What is a logger's is no node's

    @CLU-LOG-008 @must @node
    Scenario: Node ignores a client log line
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" sends a record of "hello" as log client to the node
      Then the logger is told no line of the endpoint of "a.svc"
      And the endpoint of "a.svc" is still served

    @CLU-LOG-009 @must @node
    Scenario: Node carries a client log line from endpoint to logger
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      When the endpoint of "a.svc" sends a record of "hello" as log client to the logger
      Then the logger is told "hello" by the endpoint of "a.svc"

  Rule: A line goes through the net as a broadcast

    @CLU-LOG-005 @must @node @needs-adapter
    Scenario: Node broadcasts a line of an endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the endpoint of "a.svc" logs 256 octets
      Then the node "beta" receives the record of 256 octets as log broadcast from the node
      And the node "gamma" receives the record of 256 octets as log broadcast from the node

    @CLU-LOG-006 @must @node @needs-adapter
    Scenario: Node tells its loggers a line that was broadcast
      Given a node
      And the logger has connected
      And the second logger has connected
      And the node "beta" is connected
      When the node "beta" sends a record of 256 octets as log broadcast to the node
      Then the logger is told 256 octets by the node
      And the second logger is told 256 octets by the node

    @CLU-LOG-007 @must @node @needs-adapter
    Scenario: Node relays no broadcast
      Given a node
      And the logger has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" sends a record of "hello" as log broadcast to the node
      Then the logger is told "hello" by the node
      And the node "gamma" receives nothing
      And the node "beta" receives nothing

    @CLU-LOG-013 @must @node @needs-adapter
    Scenario: Node leaves a line to the node that it is for
      Given a node
      And the endpoint of "a.svc" has connected
      And the logger has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends a record of "hello" as log primary to the node "beta"
      Then the node "beta" receives the record of "hello" as log primary from the endpoint of "a.svc"
      And the logger is told no line of the endpoint of "a.svc"
