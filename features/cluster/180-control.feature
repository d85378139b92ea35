Feature: Node control
  A bit mask asks a machine to shut down, to restart and the like. Nobody is answered, and without a permission nothing happens.
  No scenario asks for more than the end of the node's own program.
  Source: spec/cluster.md 5.4, 8, 8.1, row 24.

  Background:
    Given a node
    And the endpoint of "a.svc" has connected
    And the endpoint of "b.svc" has connected

  Rule: A mask that asks for nothing does nothing

    @CLU-CTRL-001 @must @node
    Scenario: Node does nothing on a mask without a bit
      When the endpoint of "a.svc" sends control [00 00 00 00] to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served
      And the endpoint of "b.svc" is still served

    @CLU-CTRL-002 @must @node
    Scenario Outline: Node takes what a mask of <octets> lacks for 0
      When the endpoint of "a.svc" sends control <octets> to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served
      And the endpoint of "b.svc" is still served

      Examples:
        | octets          |
        | without payload |
        | [00]            |
        | [00 00 00]      |

    @CLU-CTRL-003 @must @node
    Scenario Outline: Node does nothing on the bits of <octets>
      When the endpoint of "a.svc" sends control <octets> to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served
      And the endpoint of "b.svc" is still served

      Examples:
        | octets                    |
        | [00 00 00 80]             |
        | [00 01 00 00]             |
        | [00 00 00 00 FF FF FF FF] |

  Rule: Nothing happens unless the configuration allows it

    @CLU-CTRL-004 @must @node @needs-adapter @hardening
    Scenario: Node does not end because an endpoint says so
      When the endpoint of "a.svc" sends control [10 00 00 00] to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served
      And the endpoint of "b.svc" is still served

    @CLU-CTRL-004 @must @node @needs-adapter @hardening
    Scenario: Node does not end because another node says so
      Given the node "beta" is connected
      When the node "beta" sends control [10 00 00 00] to the node
      Then the node "beta" receives nothing
      And the endpoint of "a.svc" is still served
