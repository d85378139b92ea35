Feature: Options and roles

  @TOY-OPT-001 @must @node @claim-timers
  Scenario: Node honours its timers
    Given a node
    When its timers are set
    Then it says 7

  @TOY-OPT-001 @must @node @claim-limits
  Scenario: Node honours its limits
    Given a node
    When its timers are set
    Then it says 7

  @TOY-OWN-001 @must @owner
  Scenario: Owner asks
    Given a node
    When it is asked
    Then it says 7
