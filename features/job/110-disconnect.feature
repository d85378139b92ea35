Feature: Disconnect and lost connections
  Either side may say Disconnect at any time; it is not answered, and the sender closes after it.
  Source: spec/job.md section 3; the source document's last line.

  Rule: A node takes Disconnect in every state and does not answer

    @JOB-DISC-001 @must @node @needs-adapter
    Scenario Outline: Node that is <state> takes Disconnect and says nothing more
      Given a <state> node
      When the owner sends Disconnect "closing down" as its last word
      Then the owner sees the end of the connection

      Examples:
        | state    |
        | joining  |
        | idle     |
        | waiting  |
        | ready    |
        | working  |
        | finished |

    @JOB-DISC-002 @must @node @needs-adapter
    Scenario: Node reports the end after a Disconnect
      Given an idle node
      When the owner sends Disconnect "closing down" as its last word
      Then the node reports that the connection closed

  Rule: A node that is told to disconnect says Disconnect and closes

    @JOB-DISC-003 @must @node @needs-adapter
    Scenario Outline: Node that is <state> says Disconnect and closes
      Given a <state> node
      When the node is told to disconnect
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | state   |
        | idle    |
        | waiting |
        | working |

  Rule: An owner takes Disconnect at any time and does not answer

    @JOB-DISC-004 @must @owner
    Scenario: Owner takes the Disconnect of an idle node and says nothing more
      Given an owner
      And the node has joined
      When the node sends Disconnect "closing down" as its last word
      Then the node sees the end of the connection

    @JOB-DISC-004 @must @owner
    Scenario: Owner takes a Disconnect before any Join
      Given an owner
      And the node has connected
      When the node sends Disconnect "closing down" as its last word
      Then the node sees the end of the connection

    @JOB-DISC-004 @must @owner @needs-adapter
    Scenario: Owner takes the Disconnect of a node that works
      Given an owner
      And the node has joined
      And the node works on a job
      When the node sends Disconnect "closing down" as its last word
      Then the node sees the end of the connection

    @JOB-DISC-005 @must @owner
    Scenario: Owner goes on with others when a node has gone without a word
      Given an owner
      And the first node has joined
      And the second node has joined
      When the first node breaks the connection
      And the second node receives nothing
      And the second node sends Leave
      Then the second node receives Accept

  Rule: A node whose connection was lost may join again and is idle

    @JOB-NODE-002 @must @node @needs-adapter
    Scenario Outline: Node that lost its connection while <state> joins again with nothing left of the job
      Given a <state> node
      And the owner has broken the connection
      And the node has reported that the connection closed
      And the node is told to connect
      And the owner has accepted the Join
      When the owner sends Status
      Then the owner receives Status idle

      Examples:
        | state   |
        | idle    |
        | waiting |
        | working |

    @JOB-NODE-002 @must @node @needs-adapter
    Scenario: Node that lost its connection has none of the files of the job
      Given a waiting node
      And the owner has broken the connection
      And the node has reported that the connection closed
      And the node is told to connect
      And the owner has accepted the Join
      When the owner sends Run "file-1" into "log"
      Then the owner receives Reject

  Rule: The programs of a job end when its node leaves or loses the connection

    @JOB-NODE-005 @must @node @needs-adapter
    Scenario Outline: Node ends the whole process group of its job when <what happens>
      Given an idle node
      And the node works on a program that writes in the background
      And nobody says anything for 0.15 seconds
      And <what happens>
      And the node has reported that the connection closed
      When the node is told to connect
      And the owner has accepted the Join
      Then nothing that the program started writes any more

      Examples:
        | what happens                                              |
        | the node has left                                         |
        | the node is told to disconnect                            |
        | the owner sends Disconnect "closing down" as its last word |
        | the owner has broken the connection                       |

  Rule: A node that was killed ends at its next start what it left

    @JOB-NODE-003 @must @node @needs-adapter
    Scenario: Node that starts again ends the programs of its earlier life
      Given an idle node
      And the node works on a program that writes in the background
      And nobody says anything for 0.15 seconds
      When the node was killed and is idle again
      Then nothing that the program started writes any more

    @JOB-NODE-004 @must @node @needs-adapter
    Scenario: Node that starts again has emptied its folders
      Given a waiting node
      And the node was killed and is idle again
      When the owner gives the job:
        | Ret | file-1 |
      Then the result is empty
