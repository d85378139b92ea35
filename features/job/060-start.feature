Feature: Wait and Start
  When every part is there the owner says Wait and then Start; the node tells when the job began.
  Source: spec/job.md section 3, D-9, D-14; the source document's drawing.

  Rule: Wait makes a node ready and is not answered

    @JOB-WAIT-001 @must @node @needs-adapter
    Scenario: Node is ready after Wait
      Given a waiting node
      When the owner sends Wait
      And the owner sends Status
      Then the owner receives Status ready to start

    @JOB-WAIT-002 @must @node @needs-adapter
    Scenario: Node does not answer Wait
      Given a waiting node
      When the owner sends Wait
      Then the owner receives nothing

    @JOB-WAIT-002 @must @node @needs-adapter
    Scenario: Node does not answer Wait after a file that came last
      Given an idle node
      And the owner has sent Ret "file-1"
      And the owner has sent File "file-1" with "content"
      When the owner sends Wait
      Then the owner receives nothing

  Rule: The owner sends Wait only when every part was answered

    @JOB-WAIT-003 @must @owner @needs-adapter
    Scenario: Owner holds Wait back while a part is unanswered
      Given an owner
      And the node has joined
      When the job is submitted:
        | File | file-1 | data |
        | Ret  | file-1 |      |
      And the node takes every part but the last
      Then the node receives nothing

    @JOB-WAIT-003 @must @owner @needs-adapter
    Scenario: Owner holds Wait back while a file is unanswered and nothing follows it
      Given an owner
      And the node has joined
      When the job is submitted:
        | File | file-1 | data |
        | File | file-2 | more |
      And the node takes every part but the last
      Then the node receives nothing

    @JOB-WAIT-004 @must @owner @needs-adapter
    Scenario: Owner sends Wait when the last part is answered
      Given an owner
      And the node has joined
      And the job is submitted:
        | File | file-1 | data |
        | Ret  | file-1 |      |
      And the node has taken every part but the last
      When the node sends Accept
      Then the node receives Wait

    @JOB-WAIT-004 @must @owner @needs-adapter
    Scenario: Owner sends Wait when the last of many parts is answered
      Given an owner
      And the node has joined
      When a job of 40 Rets is submitted
      Then the node is given the whole job

  Rule: The owner sends Start after Wait

    @JOB-START-001 @must @owner @needs-adapter
    Scenario: Owner sends Start after Wait
      Given an owner
      And the node has joined
      And a job is submitted
      When the node takes every part
      Then the node receives Start

    @JOB-START-001 @must @owner @needs-adapter
    Scenario: Owner sends Start after Wait for a job of files alone
      Given an owner
      And the node has joined
      And the job is submitted:
        | File | file-1 | data |
        | File | file-2 | more |
      When the node takes every part
      Then the node receives Start

  Rule: A ready node accepts Start and works

    @JOB-START-002 @must @node @needs-adapter
    Scenario: Node accepts Start
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept

    @JOB-START-002 @must @node @needs-adapter
    Scenario: Node that rejected a part when it was ready accepts Start
      Given a ready node
      And the owner has had Ret "file-1" rejected
      When the owner sends Start
      Then the owner receives Accept

    @JOB-START-003 @must @node @needs-adapter
    Scenario: Node works after it accepted Start
      Given a ready node with a program that runs on
      And the owner has sent Start
      When the owner sends Status
      Then the owner receives Status working

    @JOB-START-003 @must @node @needs-adapter
    Scenario: Node works also where nothing is to be given back
      Given an idle node
      And the owner has sent the program "file-1":
        """
        sleep 10
        """
      And the owner has sent Run "file-1" into "log"
      And the owner has sent Wait
      And the owner has sent Start
      When the owner sends Status
      Then the owner receives Status working

  Rule: The Accept of Start tells when the job started: ISO 8601, UTC, milliseconds

    @JOB-START-004 @must @node @needs-adapter
    Scenario: Node tells the time with milliseconds in UTC
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept with a time

    @JOB-START-004 @must @node @needs-adapter
    Scenario: Node tells the time also where nothing is to be given back
      Given an idle node
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      And the owner has sent Run "file-1" into "log"
      And the owner has sent Wait
      When the owner sends Start
      Then the owner receives Accept with a time

    @JOB-START-006 @must @node @needs-adapter
    Scenario: Node tells the time at which the job started
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept with the present time

    @JOB-START-007 @must @node @needs-adapter
    Scenario: Node tells the starts of two jobs in their order
      Given an idle node
      When the owner gives a job of one file 2 times
      Then no start is told to be earlier than the one before

  Rule: Nothing runs before Start

    @JOB-START-005 @must @node @needs-adapter
    Scenario: Node runs a program with files that came after its Run
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | cat file-2 |
        | Run     | file-1 | log        |
        | File    | file-2 | late\n     |
        | Ret     | log    |            |
      Then the results are:
        | late\nexit 0\n |
