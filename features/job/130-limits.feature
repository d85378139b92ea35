Feature: Limits
  Lengths are checked before anything is kept for them: what claims too much is refused before it is there.
  Source: spec/job.md D-3.

  Rule: A text over 64 KiB is a protocol error, found by its length

    @JOB-LIMIT-001 @must @node @needs-adapter
    Scenario Outline: Node disconnects when a Reject of <octets> octets is announced
      Given a joining node
      When the owner announces Reject of <octets> octets
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | octets     |
        | 65537      |
        | 2147483648 |
        | 4294967295 |

    @JOB-LIMIT-001 @must @node @needs-adapter
    Scenario: Node disconnects when a Disconnect of 65537 octets is announced
      Given an idle node
      When the owner announces Disconnect of 65537 octets
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-LIMIT-011 @must @owner @needs-adapter
    Scenario Outline: Owner disconnects when <message> of 65537 octets is announced
      Given an owner
      And the node has joined
      And the node <stage>
      When the node announces <message> of 65537 octets
      Then the node is disconnected

      Examples:
        | message    | stage                             |
        | Reject     | has a job of one part in transfer |
        | Accept     | has a job ready to start          |
        | Disconnect | has a job ready to start          |

    @JOB-LIMIT-002 @must @owner
    Scenario Outline: Owner disconnects when a Join of <octets> octets is announced
      Given an owner
      And the node has connected
      When the node announces Join of <octets> octets
      Then the node receives Disconnect
      And the node sees the end of the connection

      Examples:
        | octets     |
        | 65537      |
        | 2147483648 |
        | 4294967295 |

    @JOB-LIMIT-003 @must @owner
    Scenario: Owner takes a Join of 64 KiB
      Given an owner
      And the node has connected
      When the node sends Join with a version of 65536 octets
      Then the node receives Accept

    @JOB-LIMIT-010 @must @node @needs-adapter
    Scenario: Node takes a Disconnect whose reason has 64 KiB
      Given an idle node
      When the owner sends Disconnect with a reason of 65536 octets as its last word
      Then the owner sees the end of the connection

  Rule: A file or result over 256 MiB is a protocol error, found by its length

    @JOB-LIMIT-004 @must @node @needs-adapter
    Scenario Outline: Node disconnects when a File of <octets> octets is announced
      Given an idle node
      When the owner announces File of <octets> octets
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | octets     |
        | 268435457  |
        | 4294967295 |

    @JOB-LIMIT-005 @must @owner @needs-adapter
    Scenario Outline: Owner disconnects when a Result of <octets> octets is announced
      Given an owner
      And the node has joined
      And the node has finished a job
      When the node announces Result of <octets> octets
      Then the node receives Disconnect
      And the node sees the end of the connection

      Examples:
        | octets     |
        | 268435457  |
        | 4294967295 |

  Rule: One control too many is rejected

    @JOB-LIMIT-006 @must @node @needs-adapter
    Scenario: Node rejects the control after the thousandth
      Given an idle node
      And the owner has sent Ret "file-1" 1000 times
      When the owner sends Ret "file-1"
      Then the owner receives Reject

    @JOB-LIMIT-006 @must @node @needs-adapter @claim-limits
    Scenario: Node with a limit of two controls rejects the third
      Given a node with these limits:
        | controls | 2 |
      And the node is idle
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      And the owner has sent Run "file-1" into "log"
      And the owner has sent Ret "log"
      When the owner sends Ret "log"
      Then the owner receives Reject

  Rule: One file too many is rejected

    @JOB-LIMIT-007 @must @node @needs-adapter @claim-limits
    Scenario: Node with a limit of two files rejects the third
      Given a node with these limits:
        | files | 2 |
      And the node is idle
      And the owner has sent File "file-1" with "one"
      And the owner has sent File "file-2" with "two"
      When the owner sends File "file-3" with "three"
      Then the owner receives Reject

    @JOB-LIMIT-007 @must @node @needs-adapter @claim-limits
    Scenario: Node counts the files of each job anew
      Given a node with these limits:
        | files | 1 |
      And the node is idle
      And the owner has sent File "file-1" with "one"
      And the owner has sent Stop
      When the owner sends File "file-1" with "one"
      Then the owner receives Accept

  Rule: Limits are configurable

    @JOB-LIMIT-008 @must @node @needs-adapter @claim-limits
    Scenario: Node with a limit of 100 octets for texts disconnects above it
      Given a node with these limits:
        | text | 100 |
      And the node is joining
      When the owner announces Reject of 101 octets
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-LIMIT-008 @must @node @needs-adapter @claim-limits
    Scenario: Node with a limit of 500 octets for files disconnects above it
      Given a node with these limits:
        | file | 500 |
      And the node is idle
      When the owner announces File of 501 octets
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-LIMIT-008 @must @node @needs-adapter @claim-limits
    Scenario: Node with a limit of 500 octets for files takes what keeps it
      Given a node with these limits:
        | file | 500 |
      And the node is idle
      When the owner sends File of 500 octets
      Then the owner receives Accept

    @JOB-LIMIT-009 @must @owner @needs-adapter @claim-limits
    Scenario: Owner with a limit of 100 octets for texts disconnects above it
      Given an owner with these limits:
        | text | 100 |
      And the node has connected
      When the node announces Join of 101 octets
      Then the node receives Disconnect
      And the node sees the end of the connection

    @JOB-LIMIT-009 @must @owner @needs-adapter @claim-limits
    Scenario: Owner with a limit of 100 octets for texts takes what keeps it
      Given an owner with these limits:
        | text | 100 |
      And the node has connected
      When the node sends Join with a version of 100 octets
      Then the node receives Accept

    @JOB-LIMIT-009 @must @owner @needs-adapter @claim-limits
    Scenario: Owner with a limit of 500 octets for results takes what keeps it
      Given an owner with these limits:
        | file | 500 |
      And the node has joined
      And the node has finished the job:
        | Ret | one |
      When the node sends Result of 500 octets
      Then the owner reports that the job finished

    @JOB-LIMIT-009 @must @owner @needs-adapter @claim-limits
    Scenario: Owner with a limit of 500 octets for results disconnects above it
      Given an owner with these limits:
        | file | 500 |
      And the node has joined
      And the node has finished a job
      When the node announces Result of 501 octets
      Then the node receives Disconnect
      And the node sees the end of the connection
