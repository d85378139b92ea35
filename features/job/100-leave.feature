Feature: Leave
  A node that goes says Leave; the owner accepts and closes.
  Source: spec/job.md section 3, D-19, D-29; spec/adapter.md job.

  Rule: The owner accepts Leave, then closes

    @JOB-LEAVE-001 @must @owner
    Scenario: Owner accepts Leave
      Given an owner
      And the node has joined
      When the node sends Leave
      Then the node receives Accept

    @JOB-LEAVE-001 @must @owner @needs-adapter
    Scenario: Owner accepts the Leave of a node that has done a job
      Given an owner
      And the node has joined
      And the node has done a job
      When the node sends Leave
      Then the node receives Accept

    @JOB-LEAVE-002 @must @owner
    Scenario: Owner closes after it accepted Leave
      Given an owner
      And the node has joined
      When the node sends Leave
      Then the node receives Accept
      And the node sees the end of the connection

    @JOB-LEAVE-002 @must @owner @needs-adapter
    Scenario: Owner closes after it accepted the Leave of a node that rejected a job
      Given an owner
      And the node has joined
      And the node has a job of one part in transfer
      And the node has sent Reject "no such thing here"
      When the node sends Leave
      Then the node receives Accept
      And the node sees the end of the connection

    @JOB-LEAVE-003 @must @owner @needs-adapter
    Scenario: Owner accepts Leave in the middle of a job
      Given an owner
      And the node has joined
      And the node works on a job
      When the node sends Leave
      Then the node receives Accept
      And the node sees the end of the connection

  Rule: A node may leave in every state, also while working

    @JOB-LEAVE-004 @must @node @needs-adapter
    Scenario Outline: Node that is <state> says Leave when it is told to leave
      Given a <state> node
      When the node is told to leave
      Then the owner receives Leave

      Examples:
        | state   |
        | idle    |
        | waiting |
        | ready   |
        | working |

    @JOB-LEAVE-005 @must @node @needs-adapter
    Scenario: Node that left is gone
      Given an idle node
      And the node is told to leave
      And the owner has received Leave
      When the owner sends Accept as its last word
      Then the owner sees the end of the connection

    @JOB-LEAVE-006 @must @node @needs-adapter
    Scenario: Node drops the job that it left
      Given a working node
      And the node has left
      And the node is told to connect
      And the owner has accepted the Join
      When the owner sends Status
      Then the owner receives Status idle

    @JOB-LEAVE-006 @must @node @needs-adapter
    Scenario: Node has none of the files of the job that it left
      Given a waiting node
      And the node has left
      And the node is told to connect
      And the owner has accepted the Join
      When the owner sends Run "file-1" into "log"
      Then the owner receives Reject

    @JOB-LEAVE-007 @must @node @needs-adapter
    Scenario: Node that is stopped in good order says Leave
      Given an idle node
      When the node is told to stop
      Then the owner receives Leave

  Rule: After its Leave a node takes note of Accept only

    @JOB-LEAVE-008 @must @node @needs-adapter
    Scenario Outline: Node answers no <message> after its Leave
      Given a waiting node
      And the node is told to leave
      And the owner has received Leave
      When the owner sends <message>
      Then the owner receives nothing

      Examples:
        | message      |
        | Status       |
        | Ret "file-1" |
