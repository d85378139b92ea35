Feature: Messages in a stream
  A message is its type octet followed by the fields of that type; nothing else marks where it begins or ends.
  Every scenario tagged @framing runs with the suite's octets cut in five ways.
  Source: spec/job.md section 1, D-1, D-2, D-8, D-23.

  Rule: The owner listens and is silent until a node has spoken

    @JOB-FRAME-001 @must @owner
    Scenario: Owner says nothing before Join
      Given an owner
      When the node connects
      Then the node receives nothing

  Rule: The node speaks first

    @JOB-FRAME-002 @must @node @needs-adapter
    Scenario: Node that connects begins with Join
      Given a node
      When the node is told to connect
      Then a connection comes that begins with Join

    @JOB-FRAME-002 @must @node @needs-adapter
    Scenario: Node that was rejected begins with Join when it connects again
      Given a joining node
      And the owner sends Reject "not today" as its last word
      And the node could not join
      And the owner sees the end of the connection
      When the node is told to connect
      Then a connection comes that begins with Join

  Rule: A node finds every message in the stream, however it is cut

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Accept and the next message
      Given a joining node
      When the owner sends Accept and then Status
      Then the owner receives Status idle

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Status twice
      Given an idle node
      When the owner sends Status and then Status
      Then the owner receives Status idle
      And the owner receives Status idle

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes File and the next message
      Given an idle node
      When the owner sends File "file-1" with "some content" and then Ret "file-1"
      Then the owner receives Accept
      And the owner receives Accept

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Run and the next message
      Given an idle node
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      When the owner sends Run "file-1" into "log" and then Ret "log"
      Then the owner receives Accept
      And the owner receives Accept

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Ret and the next message
      Given an idle node
      When the owner sends Ret "file-1" and then File "file-1" with "some content"
      Then the owner receives Accept
      And the owner receives Accept

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Wait and the next message
      Given a waiting node
      And the owner has sent Ret "file-1"
      When the owner sends Wait and then Start
      Then the owner receives Accept

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Start and the next message
      Given a ready node with a program that runs on
      When the owner sends Start and then Status
      Then the owner receives Accept and Status in any order

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Stop and the next message
      Given a working node
      When the owner sends Stop and then Status
      Then the owner receives Accept and Status in any order

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes the Accept of Finished and the next message
      Given a finished node
      When the owner sends Accept and then Status
      Then the owner receives Result and Status in any order

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes the Reject of its Join
      Given a joining node
      When the owner sends Reject "no room for you" as its last word
      Then the node could not join

    @JOB-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes Disconnect
      Given an idle node
      When the owner sends Disconnect "closing down" as its last word
      Then the owner sees the end of the connection

  Rule: An owner finds every message in the stream, however it is cut

    @JOB-FRAME-004 @must @owner @framing
    Scenario: Owner takes Join and the next message
      Given an owner
      And the node has connected
      When the node sends Join "1.0;cc;ld" and then Leave
      Then the node receives Accept
      And the node receives Accept
      And the node sees the end of the connection

    @JOB-FRAME-004 @must @owner @framing
    Scenario: Owner takes Disconnect
      Given an owner
      And the node has joined
      When the node sends Disconnect "closing down" as its last word
      Then the node sees the end of the connection

    @JOB-FRAME-004 @must @owner @needs-adapter @framing
    Scenario: Owner takes Status
      Given an owner
      And the node has joined
      And a job is submitted
      And the node has received Status
      When the node sends Status idle alone
      Then the node receives File

    @JOB-FRAME-004 @must @owner @needs-adapter @framing
    Scenario: Owner takes Reject and the next message
      Given an owner
      And the node has joined
      And the node has a job of one part in transfer
      When the node sends Reject "no such thing here" and then Leave
      Then the owner reports that the job failed
      And the node receives Accept

    @JOB-FRAME-004 @must @owner @needs-adapter @framing
    Scenario: Owner takes the Accept of Start and the next message
      Given an owner
      And the node has joined
      And the node has a job ready to start
      When the node sends Accept and then Finished
      Then the node receives Accept

    @JOB-FRAME-004 @must @owner @needs-adapter @framing
    Scenario: Owner takes Result and the next message
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      When the node sends Result "first" and then Result "second"
      Then the owner reports the results:
        | one | first  |
        | two | second |

  Rule: Lengths are unsigned and stand in the byte order of the profile

    @JOB-FRAME-005 @must @node @needs-adapter @profile-byteOrder-big
    Scenario: Node reads and writes lengths with the most significant octet first
      Given an idle node
      When the owner gives the job:
        | File | file-1 | a content of some length |
        | Ret  | file-1 |                          |
      Then the results are:
        | a content of some length |

    @JOB-FRAME-005 @must @node @needs-adapter @profile-byteOrder-little
    Scenario: Node reads and writes lengths with the least significant octet first
      Given an idle node
      When the owner gives the job:
        | File | file-1 | a content of some length |
        | Ret  | file-1 |                          |
      Then the results are:
        | a content of some length |

    @JOB-FRAME-006 @must @owner @profile-byteOrder-big
    Scenario: Owner reads a length with the most significant octet first
      Given an owner
      And the node has connected
      When the node sends Join with a version of 300 octets
      Then the node receives Accept

    @JOB-FRAME-006 @must @owner @profile-byteOrder-little
    Scenario: Owner reads a length with the least significant octet first
      Given an owner
      And the node has connected
      When the node sends Join with a version of 300 octets
      Then the node receives Accept

    @JOB-FRAME-006 @must @owner
    Scenario: Owner writes a length in the order in which it reads one
      Given an owner
      And the node has connected
      When the node sends Join ""
      Then the node receives Reject

  Rule: Text is UTF-8; octets that are not are a protocol error

    @JOB-FRAME-007 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node takes a file name beyond ASCII
      Given an idle node
      When the owner gives the job:
        | File | größe-Ω-語 | kept |
        | Ret  | größe-Ω-語 |      |
      Then the results are:
        | kept |

    @JOB-FRAME-008 @must @node @needs-adapter
    Scenario Outline: Node ends the connection on a <message> that is not UTF-8
      Given a waiting node
      When the owner sends <message> with octets that are not UTF-8
      Then the owner receives Disconnect
      And the owner sees the end of the connection

      Examples:
        | message               |
        | Ret "file-1"          |
        | Run "file-1" into "a" |

    @JOB-FRAME-008 @must @node @needs-adapter
    Scenario: Node disconnects on a Reject of its Join that is not UTF-8
      Given a joining node
      When the owner sends Reject "no" with octets that are not UTF-8
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-FRAME-008 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node ends the connection on a File whose name is not UTF-8
      Given an idle node
      When the owner sends a File whose name is not UTF-8
      Then the owner receives Disconnect
      And the owner sees the end of the connection

    @JOB-FRAME-009 @must @owner
    Scenario: Owner ends the connection on a Join that is not UTF-8
      Given an owner
      And the node has connected
      When the node sends Join "1.0;cc" with octets that are not UTF-8
      Then the node receives Disconnect
      And the node sees the end of the connection

    @JOB-FRAME-009 @must @owner @needs-adapter
    Scenario Outline: Owner ends the connection on <message> that is not UTF-8
      Given an owner
      And the node has joined
      And the node <stage>
      When the node sends <message> with octets that are not UTF-8
      Then the node is disconnected

      Examples:
        | message             | stage                             |
        | Reject "not so"     | has a job of one part in transfer |
        | Accept              | has a job ready to start          |

  Rule: Every Reject and Disconnect gives a reason, which is for people

    @JOB-FRAME-010 @must @node @needs-adapter
    Scenario Outline: Node says why it rejects <message>
      Given an idle node
      When the owner sends <message>
      Then the owner receives Reject with a reason

      Examples:
        | message                 |
        | Stop                    |
        | Start                   |
        | Run "absent" into "log" |
        | Ret "../file"           |

    @JOB-FRAME-010 @must @node @needs-adapter
    Scenario: Node says each time why it rejects
      Given an idle node
      When the owner sends Stop
      And the owner receives Reject with a reason
      And the owner sends Stop
      Then the owner receives Reject with a reason

    @JOB-FRAME-011 @must @node @needs-adapter
    Scenario: Node says why it disconnects
      Given an idle node
      When the owner sends the type octet 0x7F
      Then the owner receives Disconnect with a reason

    @JOB-FRAME-011 @must @node @needs-adapter
    Scenario: Node says why it disconnects on a message out of place
      Given an idle node
      When the owner sends Accept
      Then the owner receives Disconnect with a reason

    @JOB-FRAME-012 @must @owner
    Scenario Outline: Owner says why it rejects the Join "<text>"
      Given an owner
      And the node has connected
      When the node sends Join "<text>"
      Then the node receives Reject with a reason

      Examples:
        | text    |
        | ;cc     |
        | 1.0;c c |
        | ;c c    |
        | 1.0;;   |

    @JOB-FRAME-013 @must @owner
    Scenario: Owner says why it disconnects
      Given an owner
      And the node has joined
      When the node sends the type octet 0x7F
      Then the node receives Disconnect with a reason

    @JOB-FRAME-013 @must @owner
    Scenario: Owner says why it disconnects on a message out of place
      Given an owner
      And the node has joined
      When the node sends Finished
      Then the node receives Disconnect with a reason

  Rule: The content of files is any octets and is never taken for messages

    @JOB-FRAME-014 @must @node @needs-adapter @framing
    Scenario: Node keeps a file of all 256 octets whole
      Given an idle node
      When the owner sends File "file-1" with all octets and then Ret "file-1"
      And the owner has the job done
      Then the result is all octets

    @JOB-FRAME-015 @must @owner @needs-adapter @framing
    Scenario: Owner keeps a result of all 256 octets whole
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      When the node sends Result with all octets and then Result "second"
      Then the owner reports the first result as all octets
