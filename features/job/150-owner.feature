Feature: An owner and its jobs
  The owner asks before it gives, gives a job whole to one node, and reports one outcome.
  Source: spec/job.md section 3, D-18, D-24, D-28; spec/adapter.md job.

  Rule: The owner asks Status before each job

    @JOB-OWNER-001 @must @owner @needs-adapter
    Scenario: Owner asks Status before the first part of a job
      Given an owner
      And the node has joined
      When a job is submitted
      Then the node is asked for its status before the first part

    @JOB-OWNER-001 @must @owner @needs-adapter
    Scenario: Owner asks Status again before the next job
      Given an owner
      And the node has joined
      And the node has done a job
      When a job is submitted
      Then the node is asked for its status before the first part

  Rule: The owner goes on only when the node is idle

    @JOB-OWNER-002 @must @owner @needs-adapter
    Scenario: Owner sends no part before its query is answered
      Given an owner
      And the node has joined
      When a job is submitted
      Then the node receives Status
      And the node gives no answer and receives nothing but Status

    @JOB-OWNER-003 @must @owner @needs-adapter
    Scenario: Owner gives the job to a node that is idle
      Given an owner
      And the node has joined
      And a job is submitted
      And the node has received Status
      When the node sends Status idle
      Then the node receives File

    @JOB-OWNER-003 @must @owner @needs-adapter
    Scenario: Owner gives the job to an idle node that has modules
      Given an owner
      And the node has connected
      And the node sends Join "1.0;cc;ld"
      And the node has received Accept
      And a job is submitted
      And the node has received Status
      When the node sends Status idle
      Then the node receives File

    @JOB-OWNER-004 @must @owner @needs-adapter
    Scenario Outline: Owner asks a node that tells status <value> again after a second and gives the job when it is idle
      Given an owner
      And the node has joined
      And the node tells status <value>
      And nobody says anything for 0.1 seconds
      When a job is submitted
      Then the node that tells status <value> is asked again <times> times, a second apart, and given the job when it is idle

      Examples:
        | value | times |
        | 2     | 1     |
        | 3     | 1     |
        | 4     | 2     |

  Rule: An owner keeps a job until there is a node

    @JOB-OWNER-006 @must @owner @needs-adapter
    Scenario: Owner gives a job to a node that joins later
      Given an owner
      And a job is submitted
      When the node joins
      Then the node is given the whole job

    @JOB-OWNER-006 @must @owner @needs-adapter
    Scenario: Owner keeps two jobs until there is a node
      Given an owner
      And the job is submitted:
        | Ret | one |
      And the job is submitted:
        | Ret | two |
      When the node joins
      And the node does the job with the results:
        | content |
      Then the node receives Ret

    @JOB-OWNER-007 @must @owner @needs-adapter
    Scenario: Owner gives no second job to a node that works
      Given an owner
      And the node has joined
      And the node works on a job
      When the job is submitted:
        | Ret | two |
      Then the node is given no job

    @JOB-OWNER-008 @must @owner @needs-adapter
    Scenario: Owner gives the second job when the first is done
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
      And the job is submitted:
        | Ret | two |
      When the node sends Result "first"
      Then the node receives Ret "two"

    @JOB-OWNER-008 @must @owner @needs-adapter
    Scenario: Owner gives ten jobs in turn on one connection
      Given an owner
      And the node has joined
      When the node does 10 jobs of one Ret
      Then the owner has reported 10 right outcomes

    @JOB-OWNER-009 @should @owner @needs-adapter
    Scenario: Owner gives a second job to a second node while the first works
      Given an owner
      And the first node has joined
      And the first node works on a job
      And the second node has joined
      When the job is submitted:
        | Ret | two |
      Then the second node receives Ret "two"

  Rule: A rejected part fails the job

    @JOB-OWNER-010 @must @owner @needs-adapter
    Scenario Outline: Owner fails a job whose <part> is rejected
      Given an owner
      And the node has joined
      And the job is submitted:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
        | Ret     | log    |        |
      When the node rejects the <part> and accepts the rest
      Then the owner reports that the job failed

      Examples:
        | part |
        | File |
        | Run  |
        | Ret  |

    @JOB-OWNER-011 @must @owner @needs-adapter
    Scenario: Owner sends Stop when something of the job had been accepted
      Given an owner
      And the node has joined
      And the job is submitted:
        | File | file-1 | data |
        | Ret  | file-1 |      |
      When the node rejects the Ret and accepts the rest
      Then the node receives Stop

    @JOB-OWNER-012 @must @owner @needs-adapter
    Scenario: Owner sends no Stop when nothing of the job had been accepted
      Given an owner
      And the node has joined
      And the node has a job of one part in transfer
      When the node sends Reject "no such thing here"
      Then the node receives nothing

    @JOB-OWNER-013 @must @owner @needs-adapter
    Scenario: Owner does not try a rejected job elsewhere
      Given an owner
      And the first node has joined
      And the first node has a job of one part in transfer
      And the second node has joined
      When the first node sends Reject "no such thing here"
      Then the second node is given no job

    @JOB-OWNER-014 @must @owner @needs-adapter
    Scenario: Owner gives the next job to a node that rejected one
      Given an owner
      And the node has joined
      And the node has a job of one part in transfer
      And the node has sent Reject "no such thing here"
      When the job is submitted:
        | Ret | two |
      Then the node receives Ret "two"

    @JOB-OWNER-014 @must @owner @needs-adapter
    Scenario: Owner gives the next job to a node that rejected every part of one
      Given an owner
      And the node has joined
      And the job is submitted:
        | Ret | one   |
        | Ret | two   |
        | Ret | three |
      When the node rejects every part
      And the job is submitted:
        | File | file-1 | data |
        | Ret  | file-1 |      |
      Then the node receives File

  Rule: A rejected Start fails the job, and the owner sends Stop

    @JOB-OWNER-015 @must @owner @needs-adapter
    Scenario: Owner sends Stop when Start is rejected
      Given an owner
      And the node has joined
      And the node has a job ready to start
      When the node sends Reject "not now"
      Then the node receives Stop

    @JOB-OWNER-016 @must @owner @needs-adapter
    Scenario: Owner fails a job whose Start is rejected
      Given an owner
      And the node has joined
      And the node has a job ready to start
      When the node sends Reject "not now"
      And the node accepts what it was asked and all that follows
      Then the owner reports that the job failed
