Feature: Stop
  The owner may end a job at any time; the node drops it and is idle. Stop and Finished may cross.
  Source: spec/job.md section 3, D-5, D-24, D-28.

  Rule: Stop ends what runs and is accepted

    @JOB-STOP-001 @must @node @needs-adapter
    Scenario: Node accepts Stop while its program runs
      Given a working node
      When the owner sends Stop
      Then the owner receives Accept

    @JOB-STOP-001 @must @node @needs-adapter
    Scenario: Node accepts Stop though its program ignores the signals that ask
      Given an idle node
      And the owner has sent the program "file-1":
        """
        trap '' TERM INT HUP
        sleep 10
        sleep 10
        """
      And the owner has sent Run "file-1" into "log"
      And the owner has sent Wait
      And the owner has sent Start
      And nobody says anything for 0.2 seconds
      When the owner sends Stop
      Then the owner receives Accept within 15 seconds

    @JOB-STOP-001 @must @node @needs-adapter
    Scenario: Node accepts Stop while its second program runs
      Given an idle node
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      And the owner has sent the program "file-2":
        """
        sleep 10
        """
      And the owner has sent Run "file-1" into "log-1"
      And the owner has sent Run "file-2" into "log-2"
      And the owner has sent Wait
      And the owner has sent Start
      And nobody says anything for 0.2 seconds
      When the owner sends Stop
      Then the owner receives Accept

    @JOB-STOP-002 @must @node @needs-adapter
    Scenario: Node is idle after it accepted Stop
      Given a working node
      And the owner has sent Stop
      When the owner sends Status
      Then the owner receives Status idle

    @JOB-STOP-003 @must @node @needs-adapter
    Scenario: Node does not say Finished of a job that was stopped
      Given a working node with a program of 0.1 seconds
      When the owner sends Stop
      Then the owner receives Accept, perhaps after a Finished
      And the owner receives nothing

  Rule: Stop ends the whole process group

    @JOB-STOP-004 @must @node @needs-adapter
    Scenario: Node ends what a program started in the background
      Given an idle node
      And the node works on a program that writes in the background
      And nobody says anything for 0.15 seconds
      When the owner sends Stop
      Then the owner receives Accept
      And nothing that the program started writes any more

  Rule: Stop before Start drops the job and is accepted

    @JOB-STOP-005 @must @node @needs-adapter
    Scenario Outline: Node that is <state> accepts Stop and is idle
      Given a <state> node
      When the owner sends Stop
      Then the owner receives Accept
      And the node tells idle

      Examples:
        | state   |
        | waiting |
        | ready   |

  Rule: Stop drops files and controls

    @JOB-STOP-006 @must @node @needs-adapter
    Scenario: Node forgets the files of a job that was stopped
      Given a waiting node
      And the owner has sent Stop
      When the owner sends Run "file-1" into "log"
      Then the owner receives Reject

    @JOB-STOP-006 @must @node @needs-adapter
    Scenario: Node forgets the controls of a job that was stopped
      Given an idle node
      And the owner has sent Ret "old-1"
      And the owner has sent Ret "old-2"
      And the owner has sent Stop
      When the owner gives the job:
        | File | file-1 | content |
        | Ret  | file-1 |         |
      Then the results are:
        | content |
      And the node tells idle

    @JOB-STOP-006 @must @node @needs-adapter
    Scenario: Node gives no file back that belonged to a job that was stopped
      Given a waiting node
      And the owner has sent Stop
      When the owner gives the job:
        | Ret | file-1 |
      Then the result is empty

  Rule: Stop in idle is rejected

    @JOB-STOP-007 @must @node @needs-adapter
    Scenario: Node that never had a job rejects Stop
      Given an idle node
      When the owner sends Stop
      Then the owner receives Reject

    @JOB-STOP-007 @must @node @needs-adapter
    Scenario: Node whose job was stopped rejects a second Stop
      Given a waiting node
      And the owner has sent Stop
      When the owner sends Stop
      Then the owner receives Reject

  Rule: Where Stop crosses Finished the node drops the job and ignores one Accept

    @JOB-STOP-008 @must @node @needs-adapter
    Scenario: Node whose Finished is unanswered accepts Stop and sends no Result
      Given a finished node
      When the owner sends Stop
      Then the owner receives Accept
      And the node tells idle
      And the owner receives nothing

    @JOB-STOP-009 @must @node @needs-adapter
    Scenario: Node ignores the Accept that crossed
      Given a finished node
      And the owner has sent Stop
      When the owner sends Accept
      And the owner sends Status
      Then the owner receives Status idle

    @JOB-STOP-009 @must @node @needs-adapter
    Scenario: Node ignores the Accept that crossed after it told its status
      Given a finished node
      And the owner has sent Stop
      And the node tells idle
      When the owner sends Accept
      Then the node tells idle

    @JOB-STOP-010 @must @node @needs-adapter
    Scenario: Node does not ignore a second Accept
      Given a finished node
      And the owner has sent Stop
      When the owner sends Accept
      And the owner sends Accept
      Then the owner is disconnected

    @JOB-STOP-010 @must @node @needs-adapter
    Scenario Outline: Node no longer ignores an Accept after <next>
      Given a finished node
      And the owner has sent Stop
      And the owner has sent <next>
      When the owner sends Accept
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | next                         |
        | File "file-1" with "content" |
        | Ret "file-1"                 |

    @JOB-STOP-011 @must @node @needs-adapter
    Scenario: Node does not ignore an Accept after a Stop that crossed nothing
      Given a working node
      And the owner has sent Stop
      When the owner sends Accept
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-STOP-009 @must @node @needs-adapter
    Scenario: Node takes the next job after Stop and Finished crossed
      Given a finished node
      And the owner has sent Stop
      And the owner sends Accept
      When the owner gives the job:
        | File | file-1 | content |
        | Ret  | file-1 |         |
      Then the results are:
        | content |

  Rule: A node may be stopped when its Finished was already accepted

    @JOB-STOP-012 @must @node @needs-adapter
    Scenario: Node that was accepted and stopped in one breath answers Stop and is idle
      Given a finished node
      When the owner sends Accept and at once Stop
      Then the owner receives an answer to Stop, perhaps after a Result
      And the node tells idle

  Rule: An owner that is told to stop a job sends Stop

    @JOB-STOP-013 @must @owner @needs-adapter
    Scenario: Owner stops a job that runs
      Given an owner
      And the node has joined
      And the node works on a job
      When the job is stopped
      Then the node receives Stop

    @JOB-STOP-019 @must @owner @needs-adapter
    Scenario Outline: Owner stops a job that is <stage>
      Given an owner
      And the node has joined
      And the node has a job <stage>
      And the job is stopped
      When the node accepts what it was asked and all that follows
      Then the node receives Stop

      Examples:
        | stage          |
        | in transfer    |
        | ready to start |

    @JOB-STOP-014 @must @owner @needs-adapter
    Scenario Outline: Owner reports a job as failed that it stopped when it was <stage>
      Given an owner
      And the node has joined
      And the node has a job <stage>
      And the job is stopped
      And the node accepts what it was asked and all that follows
      And the node has received Stop
      When the node sends Accept
      Then the owner reports that the job failed

      Examples:
        | stage          |
        | in transfer    |
        | ready to start |

    @JOB-STOP-014 @must @owner @needs-adapter
    Scenario: Owner reports a stopped job as failed
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When the node sends Accept
      Then the owner reports that the job failed

    @JOB-STOP-014 @must @owner @needs-adapter
    Scenario: Owner that stops a job before any node has it gives it to none
      Given an owner
      And a job is submitted
      And the job is stopped
      And the owner has reported that the job failed
      When the node joins
      Then the node is given no job

    @JOB-STOP-015 @must @owner @needs-adapter
    Scenario: Owner gives the next job to a node that it stopped
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      And the node has sent Accept
      When the job is submitted:
        | Ret | one |
      Then the node receives Ret "one"

    @JOB-STOP-015 @must @owner @needs-adapter
    Scenario: Owner gives the next job to a node that it stopped before the start
      Given an owner
      And the node has joined
      And the node has a job in transfer
      And the job is stopped
      And the node accepts what it was asked and all that follows
      And the node has received Stop
      And the node has sent Accept
      When the job is submitted:
        | Ret | one |
      Then the node receives Ret "one"

  Rule: An owner that has sent Stop ignores Finished and Results until the answer

    @JOB-STOP-016 @must @owner @needs-adapter
    Scenario: Owner does not answer the Finished that crossed its Stop
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When the node sends Finished
      Then the node receives nothing

    @JOB-STOP-016 @must @owner @needs-adapter
    Scenario: Owner keeps a node whose Finished crossed its Stop
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When the node sends Finished
      And the node sends Accept
      And the job is submitted:
        | Ret | one |
      Then the node receives Ret "one"

    @JOB-STOP-017 @must @owner @needs-adapter
    Scenario: Owner ignores Results that crossed its Stop
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      And the job is stopped
      And the node has received Stop if the owner sends it now
      When the node sends Result "first"
      And the node sends Result "second"
      And the node rejects the Stop that it has received
      And the job is submitted:
        | Ret | three |
      Then the node receives Ret "three"

  Rule: A rejected Stop means that the node is idle and the job over

    @JOB-STOP-018 @must @owner @needs-adapter
    Scenario: Owner reports the job as failed when its Stop is rejected
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When the node sends Reject "nothing to stop"
      Then the owner reports that the job failed

    @JOB-STOP-018 @must @owner @needs-adapter
    Scenario: Owner gives the next job to a node that rejected its Stop
      Given an owner
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When the node sends Reject "nothing to stop"
      And the job is submitted:
        | Ret | one |
      Then the node receives Ret "one"
