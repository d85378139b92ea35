Feature: Joining
  A node introduces itself with its version and its modules; the owner takes it or closes.
  Source: spec/job.md section 2, D-7; the source document's first drawing.

  Rule: Join carries the version, then the names of the modules

    @JOB-JOIN-001 @must @node @needs-adapter
    Scenario: Node announces its version and its modules
      Given a node of version "2.1" with the modules "cc ld"
      When the node is told to connect
      Then the owner receives Join of version "2.1" with the modules "cc ld"

    @JOB-JOIN-001 @must @node @needs-adapter
    Scenario: Node without modules announces its version alone
      Given a node of version "2.1" with the modules ""
      When the node is told to connect
      Then the owner receives Join of version "2.1" with the modules ""

  Rule: An accepted node is idle

    @JOB-JOIN-002 @must @node @needs-adapter @quick
    Scenario: Node is joined when the owner accepts
      Given a joining node
      When the owner sends Accept
      Then the node could join

    @JOB-JOIN-002 @must @node @needs-adapter
    Scenario: Node is joined when the owner accepts after a while
      Given a joining node
      When nobody says anything for 0.4 seconds
      And the owner sends Accept
      Then the node could join

    @JOB-JOIN-003 @must @node @needs-adapter
    Scenario: Node has not joined when the owner rejects
      Given a joining node
      When the owner sends Reject "not today" as its last word
      Then the node could not join
      And the owner sees the end of the connection

  Rule: A node says Join once on a connection

    @JOB-JOIN-012 @must @node @needs-adapter
    Scenario: Node says no second Join
      Given a joining node
      When the owner sends Accept
      Then the node tells idle

    @JOB-JOIN-012 @must @node @needs-adapter
    Scenario: Node says no second Join after a silence
      Given an idle node
      When nobody says anything for 0.3 seconds
      Then the node tells idle

  Rule: A Join of good form is accepted

    @JOB-JOIN-004 @must @owner @quick
    Scenario Outline: Owner accepts a Join <case>
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Accept

      Examples:
        | case                            | text                       |
        | with two modules                | 1.0;cc;ld                  |
        | with one module                 | 2026-beta;make             |
        | with every kind of character    | 1.0;AZaz09._-;-;.;_;7      |
        | with a version that has a space | release 7 of the node;cc   |

    @JOB-JOIN-005 @must @owner
    Scenario Outline: Owner accepts a Join without modules as "<text>"
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Accept

      Examples:
        | text |
        | 1.0  |
        | 1.0; |

  Rule: A Join without a version, with a bad module name or with an empty item is rejected

    @JOB-JOIN-006 @must @owner
    Scenario Outline: Owner rejects a Join <case>
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Reject

      Examples:
        | case                       | text |
        | that is empty              |      |
        | with modules alone         | ;cc  |
        | with one separator alone   | ;    |

    @JOB-JOIN-007 @must @owner
    Scenario Outline: Owner rejects a module name <case>
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Reject

      Examples:
        | case              | text        |
        | with a space      | 1.0;c c     |
        | with a slash      | 1.0;cc/ld   |
        | beyond ASCII      | 1.0;größe   |
        | after a good one  | 1.0;cc;l@d  |

    @JOB-JOIN-007 @must @owner
    Scenario: Owner accepts a module name of 64 octets
      Given an owner
      And the node has connected
      When the node sends Join with a module name of 64 octets
      Then the node receives Accept

    @JOB-JOIN-007 @must @owner
    Scenario: Owner rejects a module name of 65 octets
      Given an owner
      And the node has connected
      When the node sends Join with a module name of 65 octets
      Then the node receives Reject

    @JOB-JOIN-008 @must @owner
    Scenario Outline: Owner rejects a Join with an empty item <case>
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Reject

      Examples:
        | case                | text      |
        | between two modules | 1.0;cc;;ld |
        | after the modules   | 1.0;cc;   |
        | before the modules  | 1.0;;cc   |
        | next to another     | 1.0;;     |

  Rule: After the Reject of a Join the owner closes

    @JOB-JOIN-009 @must @owner
    Scenario: Owner closes after it rejected a Join
      Given an owner
      And the node has connected
      When the node sends Join ";cc"
      Then the node receives Reject
      And the node sees the end of the connection

  Rule: A second Join on an accepted connection is a protocol error

    @JOB-JOIN-010 @must @owner
    Scenario: Owner disconnects a node that joins twice
      Given an owner
      And the node has joined
      When the node sends Join "1.0"
      Then the node is disconnected

  Rule: Every node has a connection of its own

    @JOB-JOIN-011 @must @owner
    Scenario: Owner takes a second node while the first is there
      Given an owner
      And the first node has joined
      And the second node has connected
      When the second node sends Join "1.0;cc"
      Then the second node receives Accept

    @JOB-JOIN-011 @must @owner
    Scenario: Owner keeps the first node when a second one leaves
      Given an owner
      And the first node has joined
      And the second node has joined
      And the second node has left
      When the first node sends Leave
      Then the first node receives Accept
