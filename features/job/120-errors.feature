Feature: What does not belong
  Reserved codes lose the framing; messages out of place are refused where they can be, else they end the connection.
  Source: spec/job.md D-2, D-4, D-13, D-20, D-24.

  Rule: A reserved code is answered with Disconnect and a close

    @JOB-CODE-001 @must @node @needs-adapter
    Scenario Outline: Node disconnects on the reserved code <code>
      Given an idle node
      When the owner sends the type octet <code>
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | code |
        | 0x00 |
        | 0x06 |
        | 0x0D |
        | 0x0E |
        | 0x0F |
        | 0x13 |
        | 0x20 |
        | 0x80 |
        | 0xFF |

    @JOB-CODE-001 @must @node @needs-adapter
    Scenario: Node disconnects on a reserved code while it works
      Given a working node
      When the owner sends the type octet 0x06
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-CODE-002 @must @owner
    Scenario Outline: Owner disconnects on the reserved code <code>
      Given an owner
      And the node has joined
      When the node sends the type octet <code>
      Then the node receives Disconnect
      And the node sees the end of the connection

      Examples:
        | code |
        | 0x00 |
        | 0x06 |
        | 0x0D |
        | 0x0E |
        | 0x0F |
        | 0x13 |
        | 0x20 |
        | 0x80 |
        | 0xFF |

    @JOB-CODE-002 @must @owner
    Scenario: Owner disconnects on a reserved code before any Join
      Given an owner
      And the node has connected
      When the node sends the type octet 0x06
      Then the node receives Disconnect
      And the node sees the end of the connection

  Rule: A message of the other direction is answered with Disconnect and a close

    @JOB-CODE-003 @must @node @needs-adapter
    Scenario Outline: Node disconnects on the type of <message>, which only nodes send
      Given an idle node
      When the owner sends the type octet <code>
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | message  | code |
        | Join     | 0x03 |
        | Leave    | 0x04 |
        | Finished | 0x10 |
        | Result   | 0x11 |

    @JOB-CODE-004 @must @owner
    Scenario Outline: Owner disconnects on the type of <message>, which only owners send
      Given an owner
      And the node has joined
      When the node sends the type octet <code>
      Then the node receives Disconnect
      And the node sees the end of the connection

      Examples:
        | message | code |
        | Wait    | 0x07 |
        | Start   | 0x08 |
        | Stop    | 0x09 |
        | File    | 0x0A |
        | Run     | 0x0B |
        | Ret     | 0x0C |

  Rule: A request that does not belong to the state is rejected

    @JOB-STATE-001 @must @node @needs-adapter
    Scenario Outline: Node that is <state> rejects <message>
      Given a <state> node
      When the owner sends <message>
      Then the owner receives Reject

      Examples:
        | state    | message                      |
        | joining  | File "file-9" with "content" |
        | joining  | Run "file-1" into "log-9"    |
        | joining  | Ret "file-1"                 |
        | joining  | Start                        |
        | joining  | Stop                         |
        | idle     | Start                        |
        | waiting  | Start                        |
        | ready    | File "file-9" with "content" |
        | ready    | Run "file-1" into "log-9"    |
        | ready    | Ret "file-1"                 |
        | working  | File "file-9" with "content" |
        | working  | Run "file-1" into "log-9"    |
        | working  | Ret "file-1"                 |
        | working  | Start                        |
        | finished | File "file-9" with "content" |
        | finished | Ret "file-1"                 |
        | finished | Start                        |

    @JOB-STATE-002 @must @node @needs-adapter
    Scenario Outline: Node that is <state> stays so when it rejects <message>
      Given a <state> node
      And the owner has had <message> rejected
      When the owner sends Status
      Then the owner receives Status <value>

      Examples:
        | state   | message                      | value             |
        | idle    | Start                        | idle              |
        | waiting | Start                        | waiting for input |
        | ready   | File "file-9" with "content" | ready to start    |
        | ready   | Ret "file-1"                 | ready to start    |
        | working | Start                        | working           |
        | working | File "file-9" with "content" | working           |

  Rule: Any other message that does not belong to the state ends the connection

    @JOB-STATE-003 @must @node @needs-adapter
    Scenario Outline: Node that is <state> disconnects on <message>
      Given a <state> node
      When the owner sends <message>
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | state    | message |
        | joining  | Wait    |
        | joining  | Status  |
        | idle     | Wait    |
        | idle     | Accept  |
        | waiting  | Accept  |
        | ready    | Wait    |
        | ready    | Accept  |
        | working  | Wait    |
        | working  | Accept  |
        | finished | Wait    |

    @JOB-STATE-004 @must @node @needs-adapter
    Scenario: Node disconnects on a Reject of nothing
      Given an idle node
      When the owner sends Reject "no reason at all"
      Then the owner is disconnected

  Rule: What a node sends out of place is a protocol error

    @JOB-STATE-005 @must @owner
    Scenario: Owner disconnects a node that says Finished before it joined
      Given an owner
      And the node has connected
      When the node sends Finished
      Then the node receives Disconnect
      And the node sees the end of the connection

    @JOB-STATE-006 @must @owner
    Scenario: Owner disconnects a node that says Finished without a job
      Given an owner
      And the node has joined
      When the node sends Finished
      Then the node receives Disconnect
      And the node sees the end of the connection

    @JOB-STATE-006 @must @owner @needs-adapter
    Scenario: Owner disconnects a node that says Finished before it was started
      Given an owner
      And the node has joined
      And the node has a job in transfer
      When the node sends Finished
      Then the node is disconnected

    @JOB-STATE-007 @must @owner
    Scenario: Owner disconnects a node that accepts nothing
      Given an owner
      And the node has joined
      When the node sends Accept
      Then the node receives Disconnect
      And the node sees the end of the connection

    @JOB-STATE-008 @must @owner
    Scenario: Owner disconnects a node that rejects nothing
      Given an owner
      And the node has joined
      When the node sends Reject "no reason at all"
      Then the node is disconnected

    @JOB-STATE-008 @must @owner @needs-adapter
    Scenario: Owner disconnects a node that rejects a Status query
      Given an owner
      And the node has joined
      And a job is submitted
      And the node has received Status
      When the node sends Reject "do not ask"
      Then the node is disconnected

    @JOB-STATE-012 @must @owner @needs-adapter
    Scenario Outline: Owner disconnects a node that works and sends <message> out of place
      Given an owner
      And the node has joined
      And the node works on a job
      When the node sends <message>
      Then the node is disconnected

      Examples:
        | message                                 |
        | Accept                                  |
        | Reject "no reason at all"               |
        | Join "1.0"                              |
        | Status idle more often than it was asked |

    @JOB-STATE-011 @must @owner @needs-adapter
    Scenario: Owner disconnects a node that says Finished twice
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      When the node sends Finished
      Then the node is disconnected

    @JOB-STATE-010 @must @owner
    Scenario: Owner disconnects a node that tells a status that nobody asked for
      Given an owner
      And the node has joined
      When the node sends Status idle more often than it was asked
      Then the node is disconnected

    @JOB-STATE-009 @must @owner
    Scenario: Owner disconnects a node that sends a Result without a job
      Given an owner
      And the node has joined
      When the node sends Result ""
      Then the node is disconnected

    @JOB-STATE-009 @must @owner @needs-adapter
    Scenario: Owner disconnects a node that sends a Result before its Finished
      Given an owner
      And the node has joined
      And the node works on a job
      When the node sends Result ""
      Then the node is disconnected
