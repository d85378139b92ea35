Feature: Faults of the harness itself

  @TOY-SAY-001 @must @node
  Scenario: The harness stumbles
    Given a node
    When the harness stumbles
    Then it says 7

  @TOY-SAY-001 @must @node
  Scenario: A step is missing
    Given a node
    When nobody wrote this step
    Then it says 7
