Feature: Timers
  A request is answered within the answer time; an owner asks a silent node how it is.
  The times are short here, in seconds; what must come has far longer to come.
  Source: spec/job.md D-21, D-29, D-30.

  Rule: A node gives up an owner that does not answer its request in time

    @JOB-TIME-001 @must @node @needs-adapter @claim-timers
    Scenario: Node gives up when its Join is not answered
      Given a node with these timers:
        | answer | 0.4 |
      And the node is joining
      When nobody answers
      Then the owner is disconnected

    @JOB-TIME-002 @must @node @needs-adapter @claim-timers
    Scenario: Node gives up when its Finished is not answered
      Given a node with these timers:
        | answer | 0.4 |
      And the node is finished
      When nobody answers
      Then the owner is disconnected

    @JOB-TIME-003 @must @node @needs-adapter @claim-timers
    Scenario: Node gives up when its Leave is not answered
      Given a node with these timers:
        | answer | 0.4 |
      And the node is idle
      And the node is told to leave
      And the owner has received Leave
      When nobody answers
      Then the owner is disconnected

    @JOB-TIME-004 @must @node @needs-adapter @claim-timers
    Scenario: Node that has no request open does not give up
      Given a node with these timers:
        | answer | 0.4 |
      And the node is working
      When nobody says anything for 0.6 seconds
      And the owner sends Status
      Then the owner receives Status working

  Rule: An owner gives up a node that does not answer its request in time

    @JOB-TIME-005 @must @owner @needs-adapter @claim-timers
    Scenario: Owner gives up when a part is not answered
      Given an owner with these timers:
        | answer | 0.4 |
      And the node has joined
      And the node has a job in transfer
      When nobody answers
      Then the node is disconnected

    @JOB-TIME-006 @must @owner @needs-adapter @claim-timers
    Scenario: Owner gives up when Start is not answered
      Given an owner with these timers:
        | answer | 0.4 |
      And the node has joined
      And the node has a job ready to start
      When nobody answers
      Then the node is disconnected

    @JOB-TIME-007 @must @owner @needs-adapter @claim-timers
    Scenario: Owner gives up when Stop is not answered
      Given an owner with these timers:
        | answer | 0.4 |
      And the node has joined
      And the node works on a job
      And the job is stopped
      And the node has received Stop
      When nobody answers
      Then the node is disconnected

    @JOB-TIME-008 @must @owner @needs-adapter @claim-timers
    Scenario: Owner lets a node work longer than the answer time
      Given an owner with these timers:
        | answer | 0.4 |
      And the node has joined
      And the node works on a job
      When nobody says anything for 0.6 seconds
      And the node sends Finished
      Then the node receives Accept

  Rule: An owner asks Status when a joined node has been silent for the silence time

    @JOB-TIME-009 @must @owner @needs-adapter @claim-timers
    Scenario: Owner asks a silent node for its status
      Given an owner with these timers:
        | silence | 0.2 |
      When the node joins
      Then the node receives Status
      And the node receives Status again after its answer

    @JOB-TIME-009 @must @owner @needs-adapter @claim-timers
    Scenario: Owner asks a node that works in silence for its status
      Given an owner with these timers:
        | silence | 0.3 |
      And the node has joined
      When the node works on a job
      Then the node receives Status

  Rule: After two queries without an answer the owner disconnects

    @JOB-TIME-010 @must @owner @needs-adapter @claim-timers
    Scenario: Owner disconnects a node that leaves two queries unanswered
      Given an owner with these timers:
        | answer  | 0.2 |
        | silence | 0.3 |
      When the node joins
      Then the node receives at least 2 Status and then Disconnect
      And the node sees the end of the connection

    @JOB-TIME-011 @must @owner @needs-adapter @claim-timers
    Scenario: Owner keeps a node that answers every query
      Given an owner with these timers:
        | answer  | 0.3 |
        | silence | 0.2 |
      When the node joins
      Then the node answers every Status and receives nothing else for 0.9 seconds

  Rule: Any octet that arrives ends a silence

    @JOB-TIME-012 @must @owner @needs-adapter @claim-timers
    Scenario: Owner keeps a node whose Result comes slowly
      Given an owner with these timers:
        | answer  | 0.3 |
        | silence | 0.3 |
      And the node has joined
      And the node has finished the job:
        | Ret | one |
      When the node sends Result "a slow one" an octet every 0.08 seconds
      Then the owner reports the results:
        | one | a slow one |
