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

  Rule: The owner sends Start after Wait

    @JOB-START-001 @must @owner @needs-adapter
    Scenario: Owner sends Start after Wait
      Given an owner
      And the node has joined
      And a job is submitted
      When the node takes every part
      Then the node receives Start

  Rule: A ready node accepts Start and works

    @JOB-START-002 @must @node @needs-adapter
    Scenario: Node accepts Start
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept

    @JOB-START-003 @must @node @needs-adapter
    Scenario: Node works after it accepted Start
      Given a ready node with a program that runs on
      And the owner has sent Start
      When the owner sends Status
      Then the owner receives Status working

  Rule: The Accept of Start tells when the job started: ISO 8601, UTC, milliseconds

    @JOB-START-004 @must @node @needs-adapter
    Scenario: Node tells the time with milliseconds in UTC
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept with a time

    @JOB-START-006 @must @node @needs-adapter
    Scenario: Node tells a time of its clock
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept with a time from the year 2020 on

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
