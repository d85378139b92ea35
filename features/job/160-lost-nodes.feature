Feature: Lost nodes
  A job whose node is lost runs again elsewhere, whole, and has one outcome.
  Source: spec/job.md section 3, D-22, D-29.

  Rule: The whole job is given to another idle node

    @JOB-LOST-001 @must @owner @needs-adapter
    Scenario Outline: Owner gives the job of a node that <is lost> to another
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the second node has joined
      When the first node <is lost>
      Then the second node is given the whole job

      Examples:
        | is lost                        |
        | breaks the connection          |
        | ends the connection            |
        | sends Leave                    |
        | sends Disconnect "going"       |
        | sends the type octet 0x06      |

    @JOB-LOST-002 @must @owner @needs-adapter
    Scenario Outline: Owner gives a job again whose node was lost <when>
      Given an owner
      And the first node has joined
      And the first node <stage>
      And the second node has joined
      When the first node breaks the connection
      Then the second node is given the whole job

      Examples:
        | when             | stage                      |
        | in the transfer  | has a job in transfer      |
        | before the start | has a job ready to start   |
        | before a result  | has finished a job         |

    @JOB-LOST-003 @must @owner @needs-adapter
    Scenario: Owner gives the job to a node that joins after the loss
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the first node breaks the connection
      When the second node joins
      Then the second node is given the whole job

    @JOB-LOST-003 @must @owner @needs-adapter
    Scenario: Owner keeps a job whose node was lost for a while
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the first node breaks the connection
      And the second node has connected
      And the second node receives nothing
      When the second node sends Join "1.0"
      And the second node receives Accept
      Then the second node is given the whole job

  Rule: A job has exactly one outcome

    @JOB-LOST-004 @must @owner @needs-adapter
    Scenario: Owner delivers the results of the last run alone
      Given an owner
      And the first node has joined
      And the first node has finished the job:
        | Ret | one |
        | Ret | two |
      And the first node has sent Result "stale"
      And nobody says anything for 0.1 seconds
      And the first node breaks the connection
      When the second node joins
      And the second node does the job with the results:
        | fresh   |
        | fresher |
      Then the owner reports the results:
        | one | fresh   |
        | two | fresher |

    @JOB-LOST-005 @must @owner @needs-adapter
    Scenario: Owner reports the outcome of a job that ran twice once
      Given an owner
      And the first node has joined
      And the first node works on the job:
        | Ret | one |
      And the first node breaks the connection
      When the second node joins
      And the second node does the job with the results:
        | fresh |
      Then the owner reports exactly one outcome of the job

  Rule: A job runs at most three times in all

    @JOB-LOST-006 @must @owner @needs-adapter
    Scenario: Owner gives a job a third time
      Given an owner
      And 2 nodes in turn were lost with a job
      When the third node joins
      Then the third node is given the whole job

    @JOB-LOST-006 @must @owner @needs-adapter
    Scenario: Owner gives a job a third time that two nodes left
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the first node sends Leave
      And the second node has joined
      And the second node works on that job
      And the second node sends Leave
      When the third node joins
      Then the third node is given the whole job

    @JOB-LOST-007 @must @owner @needs-adapter
    Scenario: Owner fails a job when three nodes were lost with it
      Given an owner
      When 3 nodes in turn were lost with a job
      Then the owner reports that the job failed

    @JOB-LOST-008 @must @owner @needs-adapter
    Scenario: Owner gives a job no fourth time
      Given an owner
      And 3 nodes in turn were lost with a job
      When the fourth node joins
      Then the fourth node is given no job

  Rule: A job that was stopped or rejected runs nowhere else

    @JOB-LOST-012 @must @owner @needs-adapter
    Scenario: Owner does not run a job elsewhere that it stopped when its node is lost
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the job is stopped
      And the first node has received Stop
      And the second node has joined
      When the first node breaks the connection
      Then the owner reports that the job failed
      And the second node is given no job

    @JOB-LOST-012 @must @owner @needs-adapter
    Scenario: Owner does not run a job elsewhere that was rejected when its node is lost
      Given an owner
      And the first node has joined
      And the job is submitted:
        | File | file-1 | data |
        | Ret  | file-1 |      |
      And the first node rejects the Ret and accepts the rest
      And the first node has received Stop
      And the second node has joined
      When the first node breaks the connection
      Then the owner reports that the job failed
      And the second node is given no job

  Rule: The owner reports nodes that come and go

    @JOB-LOST-009 @must @owner @needs-adapter
    Scenario: Owner reports a node that joined
      Given an owner
      When the node joins
      Then the owner reports that a node joined

    @JOB-LOST-010 @must @owner @needs-adapter
    Scenario Outline: Owner reports a node that <is lost> as gone
      Given an owner
      And the node has joined
      When the node <is lost>
      Then the owner reports that a node left

      Examples:
        | is lost                  |
        | sends Leave               |
        | sends Disconnect "going"  |
        | breaks the connection     |
        | sends the type octet 0x06 |

    @JOB-LOST-011 @must @owner @needs-adapter
    Scenario: Owner reports a job that a node started
      Given an owner
      And the node has joined
      And the node has a job ready to start
      When the node sends Accept
      Then the owner reports that the job started

    @JOB-LOST-011 @must @owner @needs-adapter
    Scenario: Owner reports the start of a job of files alone
      Given an owner
      And the node has joined
      And the job is submitted:
        | File | file-1 | data |
        | File | file-2 | more |
      And the node takes every part
      And the node has received Start
      When the node sends Accept
      Then the owner reports that the job started
