Feature: Saying a number

  Rule: A node says 7 when it is asked

    @TOY-SAY-001 @must @node @framing @quick
    Scenario: Node says seven when asked
      Given a node
      When it is asked
      Then it says 7

    @TOY-SAY-001 @must @node @needs-adapter
    Scenario Outline: Node says seven when asked <times> times
      Given a node
      When it is asked <times> times
      Then it says 7

      Examples:
        | times |
        | 2     |
        | 3     |

  @TOY-SAY-002 @should @node
  Scenario: Node says seven at once
    Given a node
    When it is asked
    Then it says 7 at once

  @TOY-SAY-003 @may @node @profile-naming-positional
  Scenario: Node says seven again
    Given a node
    When it is asked
    Then it says 7
