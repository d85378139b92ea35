Feature: Finished and Results
  The node says Finished; when the owner accepts, one Result for each Ret follows.
  Source: spec/job.md section 3, D-12, D-17, D-18, D-24, D-27.

  Rule: When the last program has ended the node says Finished

    @JOB-WORK-001 @must @node @needs-adapter
    Scenario: Node says Finished when its program has ended
      Given a ready node
      When the owner sends Start
      Then the owner receives Accept
      And the owner receives Finished

    @JOB-WORK-001 @must @node @needs-adapter
    Scenario: Node that was asked while it worked says Finished
      Given a working node with a program of 0.1 seconds
      When the owner sends Status
      And the owner receives Status working
      Then the owner receives Finished

    @JOB-WORK-002 @must @node @needs-adapter
    Scenario: Node says Finished after a job that runs nothing
      Given an idle node
      And the owner has sent the file "file-1":
        """
        content
        """
      And the owner has sent Ret "file-1"
      And the owner has sent Wait
      When the owner sends Start
      Then the owner receives Accept
      And the owner receives Finished

    @JOB-WORK-002 @must @node @needs-adapter
    Scenario: Node says Finished after a job of files alone
      Given a waiting node
      And the owner has sent File "file-2" with "more"
      And the owner has sent Wait
      When the owner sends Start
      Then the owner receives Accept
      And the owner receives Finished

    @JOB-WORK-003 @must @node @needs-adapter
    Scenario: Node does not say Finished while a program runs
      Given a working node
      When the owner sends Status
      Then the owner receives Status working

    @JOB-WORK-003 @must @node @needs-adapter
    Scenario: Node does not say Finished while a program runs, however long that is
      Given a working node
      When nobody says anything for 0.9 seconds
      Then the owner receives nothing

  Rule: Results come when the owner has accepted Finished, not before

    @JOB-RET-001 @must @node @needs-adapter
    Scenario: Node sends no Result before its Finished was accepted
      Given a working node with a program of 0.1 seconds
      When the owner receives Finished
      Then the owner receives nothing

    @JOB-RET-002 @must @node @needs-adapter
    Scenario: Node sends the Result when its Finished was accepted
      Given a finished node
      When the owner sends Accept
      Then the owner receives Result

    @JOB-RET-002 @must @node @needs-adapter
    Scenario: Node sends the Result also when its Finished was accepted after a while
      Given a finished node
      And nobody says anything for 0.3 seconds
      When the owner sends Accept
      Then the owner receives Result

    @JOB-RET-002 @must @node @needs-adapter
    Scenario: Node sends the content of the file
      Given an idle node
      When the owner gives the job:
        | File | file-1 | the whole content |
        | Ret  | file-1 |                   |
      Then the results are:
        | the whole content |

  Rule: There is one Result for each Ret, in the order of the Rets

    @JOB-RET-003 @must @node @needs-adapter
    Scenario: Node sends results in the order of the Rets
      Given an idle node
      When the owner gives the job:
        | File | file-1 | first  |
        | File | file-2 | second |
        | File | file-3 | third  |
        | Ret  | file-2 |        |
        | Ret  | file-3 |        |
        | Ret  | file-1 |        |
      Then the results are:
        | second |
        | third  |
        | first  |

    @JOB-RET-003 @must @node @needs-adapter
    Scenario: Node sends a file twice that was asked for twice
      Given an idle node
      When the owner gives the job:
        | File | file-1 | content |
        | Ret  | file-1 |         |
        | Ret  | file-1 |         |
      Then the results are:
        | content |
        | content |

    @JOB-RET-004 @must @node @needs-adapter
    Scenario: Node sends no more Results than there were Rets
      Given a finished node
      And the owner has sent Accept
      When the owner receives Result
      Then the node tells idle

    @JOB-RET-004 @must @node @needs-adapter
    Scenario: Node sends no Result where there was no Ret
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
      Then the node tells idle

    @JOB-RET-004 @must @node @needs-adapter
    Scenario: Node sends three Results for three Rets and no more
      Given an idle node
      When the owner gives the job:
        | File | file-1 | first  |
        | File | file-2 | second |
        | Ret  | file-1 |        |
        | Ret  | absent |        |
        | Ret  | file-2 |        |
      Then the node tells idle

  Rule: A file that is not there gives a Result of length 0

    @JOB-RET-005 @must @node @needs-adapter
    Scenario: Node sends an empty Result for a file that nobody made
      Given an idle node
      When the owner gives the job:
        | Ret  | absent |         |
        | File | file-1 | content |
        | Ret  | file-1 |         |
      Then the results are:
        |         |
        | content |

    @JOB-RET-005 @must @node @needs-adapter
    Scenario: Node sends an empty Result for each of two files that nobody made
      Given an idle node
      When the owner gives the job:
        | File | file-1   | content |
        | Ret  | absent-1 |         |
        | Ret  | absent-2 |         |
        | Ret  | file-1   |         |
      Then the results are:
        |         |
        |         |
        | content |

  Rule: Only regular files inside the job's folder are given back

    @JOB-RET-006 @must @node @needs-adapter
    Scenario: Node sends an empty Result for a folder
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | mkdir folder |
        | Run     | file-1 | log          |
        | Ret     | folder |              |
        | Ret     | log    |              |
      Then the results are:
        |          |
        | exit 0\n |

    @JOB-RET-007 @must @node @needs-adapter
    Scenario Outline: Node sends an empty Result for <what>
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | ln -s <target> <link> |
        | Run     | file-1 | log                   |
        | Ret     | <name> |                       |
        | Ret     | log    |                       |
      Then the results are:
        |          |
        | exit 0\n |

      Examples:
        | what                         | target      | link | name        |
        | a link to a file outside     | /etc/passwd | link | link        |
        | a file behind a link outside | /etc        | link | link/passwd |

    @JOB-RET-008 @must @node @needs-adapter @claim-limits
    Scenario: Node sends an empty Result for a file over the limit
      Given a node with these limits:
        | file | 500 |
      And the node is idle
      When the owner gives the job:
        | Program | file-1 | head -c 501 /dev/zero > large |
        | Run     | file-1   | log |
        | Ret     | large    |     |
        | Ret     | log      |     |
      Then the results are:
        |          |
        | exit 0\n |

    @JOB-RET-008 @must @node @needs-adapter @claim-limits
    Scenario: Node gives a file back that just keeps the limit
      Given a node with these limits:
        | file | 500 |
      And the node is idle
      When the owner gives the job:
        | Program | file-1 | head -c 500 /dev/zero > fitting |
        | Run     | file-1  | log |
        | Ret     | fitting |     |
      Then the first result has 500 octets

  Rule: A node serves any number of jobs in turn on one connection

    @JOB-NODE-001 @must @node @needs-adapter
    Scenario: Node does a second job after the first
      Given an idle node
      And the owner has had the job done:
        | Program | file-1 | echo one |
        | Run     | file-1 | log      |
        | Ret     | log    |          |
      When the owner gives the job:
        | Program | file-1 | echo two |
        | Run     | file-1 | log-2    |
        | Ret     | log-2  |          |
      Then the results are:
        | two\nexit 0\n |

    @JOB-NODE-001 @must @node @needs-adapter
    Scenario: Node does ten jobs in turn
      Given an idle node
      When the owner gives a job of one file 10 times
      Then the owner has received 10 right results

    @JOB-NODE-006 @should @node @needs-adapter
    Scenario: Node begins a job without the files of the one before
      Given an idle node
      And the owner has had the job done:
        | File | file-1 | content |
        | Ret  | file-1 |         |
      When the owner gives the job:
        | Ret | file-1 |
      Then the result is empty

  Rule: The owner accepts Finished

    @JOB-FINISH-001 @must @owner @needs-adapter
    Scenario: Owner answers Finished with Accept
      Given an owner
      And the node has joined
      And the node works on a job
      When the node sends Finished
      Then the node receives Accept

    @JOB-FINISH-001 @must @owner @needs-adapter
    Scenario: Owner answers the Finished of a job that gives nothing back with Accept
      Given an owner
      And the node has joined
      And the node works on the job:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
      When the node sends Finished
      Then the node receives Accept

  Rule: A Reject of Finished is a protocol error

    @JOB-FINISH-002 @must @node @needs-adapter
    Scenario: Node disconnects an owner that rejects its Finished
      Given a finished node
      When the owner sends Reject "not yet"
      Then the owner is disconnected

  Rule: The owner delivers the results of a job

    @JOB-RESULT-001 @must @owner @needs-adapter @quick
    Scenario: Owner delivers results under the names of the Rets
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
        | Ret     | one    |        |
        | Ret     | two    |        |
      When the node sends Result "first"
      And the node sends Result "second"
      Then the owner reports the results:
        | one | first  |
        | two | second |

    @JOB-RESULT-001 @must @owner @needs-adapter
    Scenario: Owner delivers three results under the names of the Rets
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one   |
        | Ret | two   |
        | Ret | three |
      When the node sends Result "first"
      And the node sends Result "second"
      And the node sends Result "third"
      Then the owner reports the results:
        | one   | first  |
        | two   | second |
        | three | third  |

    @JOB-RESULT-002 @must @owner @needs-adapter
    Scenario: Owner takes a Result of length 0
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      When the node sends Result ""
      And the node sends Result "second"
      Then the owner reports the results:
        | one |        |
        | two | second |

    @JOB-RESULT-003 @must @owner @needs-adapter
    Scenario: Owner has the job finished without results where there is no Ret
      Given an owner
      And the node has joined
      And the node works on the job:
        | Program | file-1 | exit 0 |
        | Run     | file-1 | log    |
      When the node sends Finished
      Then the owner reports that the job finished

    @JOB-RESULT-004 @must @owner @needs-adapter
    Scenario: Owner waits for every Result
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
        | Ret | two |
      When the node sends Result "first"
      Then the owner reports nothing of the job

    @JOB-RESULT-004 @must @owner @needs-adapter
    Scenario: Owner waits for the last of four Results
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one   |
        | Ret | two   |
        | Ret | three |
        | Ret | four  |
      When the node sends Result "first"
      And the node sends Result "second"
      And the node sends Result "third"
      Then the owner reports nothing of the job

    @JOB-RESULT-006 @must @owner @needs-adapter
    Scenario: Owner takes a Result of 200000 octets whole
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
      When the node sends Result of 200000 octets
      Then the owner reports the result "one" of 200000 octets

  Rule: A Result too many is a protocol error

    @JOB-RESULT-005 @must @owner @needs-adapter
    Scenario: Owner disconnects a node that sends a Result too many
      Given an owner
      And the node has joined
      And the node has finished the job:
        | Ret | one |
      And the node has sent Result "first"
      And the owner has reported that the job finished
      When the node sends Result "second"
      Then the node is disconnected
