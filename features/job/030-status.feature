Feature: Status
  The owner may ask at any time what a joined node does; the node tells one of four values.
  Source: spec/job.md section 3, D-11, D-12, D-30; the source document's status values.

  Rule: A node answers Status in every state after its Join was accepted

    @JOB-STATUS-001 @must @node @needs-adapter
    Scenario Outline: Node that is <state> tells so
      Given a <state> node
      When the owner sends Status
      Then the owner receives Status <value>

      Examples:
        | state   | value             |
        | idle    | idle              |
        | waiting | waiting for input |
        | ready   | ready to start    |
        | working | working           |

    @JOB-STATUS-001 @must @node @needs-adapter
    Scenario: Node that told one state tells the next one
      Given a waiting node
      And the owner has sent Ret "file-1"
      When the owner sends Status
      And the owner receives Status waiting for input
      And the owner sends Wait
      And the owner sends Status
      Then the owner receives Status ready to start

  Rule: A Status query is answered at once and gets nothing else

    @JOB-STATUS-002 @must @node @needs-adapter
    Scenario: Node answers Status while its program runs on
      Given a working node
      When the owner sends Status
      And the owner sends Status
      Then the owner receives Status working
      And the owner receives Status working

    @JOB-STATUS-003 @must @node @needs-adapter
    Scenario: Node gives no Accept to a Status query
      Given an idle node
      When the owner sends Status
      Then the owner receives Status idle
      And the node tells idle

    @JOB-STATUS-003 @must @node @needs-adapter
    Scenario: Node whose Finished is unanswered gives no Accept to a Status query
      Given a finished node
      When the owner sends Status
      Then the owner receives Status
      And the owner receives nothing

  Rule: Between Finished and the last Result the value is working

    @JOB-STATUS-004 @must @node @needs-adapter
    Scenario: Node tells working while its Finished is unanswered
      Given a finished node
      When the owner sends Status
      Then the owner receives Status working

  Rule: After the last Result the node is idle

    @JOB-STATUS-005 @must @node @needs-adapter
    Scenario: Node tells idle after its last Result
      Given a finished node
      And the owner has sent Accept
      And the owner has received Result
      When the owner sends Status
      Then the owner receives Status idle

    @JOB-STATUS-005 @must @node @needs-adapter
    Scenario: Node tells idle after a job that gives nothing back
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
      And the owner sends Status
      Then the owner receives Status idle

    @JOB-STATUS-005 @must @node @needs-adapter
    Scenario: Node tells idle after a last Result that is empty
      Given an idle node
      When the owner gives the job:
        | Ret | absent |
      And the owner sends Status
      Then the owner receives Status idle

  Rule: A status value outside 1 to 4 is a protocol error

    @JOB-STATUS-006 @must @owner @needs-adapter
    Scenario Outline: Owner disconnects a node that tells status <value>
      Given an owner
      And the node has joined
      And a job is submitted
      And the node has received Status
      When the node sends Status <value>
      Then the node receives Disconnect
      And the node sees the end of the connection

      Examples:
        | value |
        | 0     |
        | 5     |
        | 255   |
