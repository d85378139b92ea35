Feature: The parts of a job
  Files and controls come one by one, and each is answered.
  In scenarios of both profiles files are called file-1, file-2 in the order in which they are sent.
  Source: spec/job.md section 3, D-6, D-8, D-14, D-24, D-25, D-26.

  Rule: The first part that a node accepts puts it into input

    @JOB-FILE-001 @must @node @needs-adapter
    Scenario: Node accepts a File and waits for more
      Given an idle node
      When the owner sends File "file-1" with "content"
      Then the owner receives Accept

    @JOB-FILE-001 @must @node @needs-adapter
    Scenario: Node accepts an empty File
      Given an idle node
      When the owner gives the job:
        | Empty | file-1 |
        | Ret   | file-1 |
      Then the result is empty

    @JOB-FILE-002 @must @node @needs-adapter
    Scenario: Node waits for input after its first File
      Given an idle node
      And the owner has sent the file "file-1":
        """
        content
        """
      When the owner sends Status
      Then the owner receives Status waiting for input

    @JOB-FILE-002 @must @node @needs-adapter
    Scenario: Node waits for input after a Ret came first
      Given an idle node
      And the owner has sent Ret "file-1"
      When the owner sends Status
      Then the owner receives Status waiting for input

  Rule: With embedded names a File begins with its name, and the rest is the content

    @JOB-FILE-003 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node names a file as the File says
      Given an idle node
      When the owner gives the job:
        | File | beta  | second |
        | File | alpha | first  |
        | Ret  | alpha |        |
        | Ret  | beta  |        |
      Then the results are:
        | first  |
        | second |

    @JOB-FILE-004 @must @owner @needs-adapter @profile-fileNaming-embedded
    Scenario: Owner begins a File with its name
      Given an owner
      And the node has joined
      When the job is submitted:
        | File | beta | content |
        | Ret  | beta |         |
      Then the node receives File "beta" with "content"

  Rule: With positional names files are called file-1, file-2 and so on

    @JOB-FILE-005 @must @node @needs-adapter @profile-fileNaming-positional
    Scenario: Node names files by their order
      Given an idle node
      When the owner gives the job:
        | File | file-1 | first  |
        | File | file-2 | second |
        | Ret  | file-2 |        |
        | Ret  | file-1 |        |
      Then the results are:
        | second |
        | first  |

    @JOB-FILE-005 @must @node @needs-adapter @profile-fileNaming-positional
    Scenario: Node calls the tenth file file-10
      Given an idle node
      When the owner gives the job:
        | File | file-1  | one   |
        | File | file-2  | two   |
        | File | file-3  | three |
        | File | file-4  | four  |
        | File | file-5  | five  |
        | File | file-6  | six   |
        | File | file-7  | seven |
        | File | file-8  | eight |
        | File | file-9  | nine  |
        | File | file-10 | ten   |
        | Ret  | file-10 |       |
        | Ret  | file-1  |       |
      Then the results are:
        | ten |
        | one |

    @JOB-FILE-006 @must @owner @needs-adapter @profile-fileNaming-positional
    Scenario: Owner sends the content of a file alone
      Given an owner
      And the node has joined
      When the job is submitted:
        | File | file-1 | content |
        | Ret  | file-1 |         |
      Then the node receives File "file-1" with "content"

  Rule: A file that is sent twice replaces the first

    @JOB-FILE-007 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node keeps the later and shorter of two files with one name
      Given an idle node
      When the owner gives the job:
        | File | file-1 | the first content, which is longer |
        | File | file-1 | the second                         |
        | Ret  | file-1 |                                    |
      Then the results are:
        | the second |

  Rule: Parts are answered one by one and in order, also when they come without waiting

    @JOB-FILE-008 @must @node @needs-adapter
    Scenario: Node answers many parts in the order in which they came
      Given an idle node
      When the owner sends in one go:
        | File "file-1" with "content" |
        | Run "absent" into "log"      |
        | Ret "file-1"                 |
        | Ret "../file-1"              |
        | Ret "file-2"                 |
      Then the owner receives in order:
        | Accept |
        | Reject |
        | Accept |
        | Reject |
        | Accept |

    @JOB-FILE-009 @must @node @needs-adapter
    Scenario: Node gives one answer to each part, without waiting for the next
      Given an idle node
      When the owner sends File "file-1" with "content"
      And the owner receives Accept
      And the owner sends Ret "file-1"
      And the owner receives Accept
      And the owner sends Status
      Then the owner receives Status waiting for input

    @JOB-FILE-009 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node gives one answer to a File that it rejects
      Given a waiting node
      When the owner sends File with a name of 256 octets
      And the owner receives Reject
      And the owner sends Status
      Then the owner receives Status waiting for input

  Rule: A rejected part leaves the state as it was

    @JOB-FILE-010 @must @node @needs-adapter
    Scenario: Node stays idle when it rejects the first part
      Given an idle node
      And the owner has had Run "absent" into "log" rejected
      When the owner sends Status
      Then the owner receives Status idle

    @JOB-FILE-010 @must @node @needs-adapter
    Scenario: Node goes on waiting for input when it rejects a later part
      Given a waiting node
      And the owner has had Run "absent" into "log" rejected
      When the owner sends Status
      Then the owner receives Status waiting for input

    @JOB-FILE-010 @must @node @needs-adapter
    Scenario: Node does the accepted parts of a job and no others
      Given an idle node
      And the owner has sent the program "file-1":
        """
        echo done
        """
      And the owner has had Run "absent" into "log" rejected
      And the owner has sent Run "file-1" into "log"
      And the owner has had Ret "../log" rejected
      And the owner has sent Ret "log"
      When the owner has the job done
      Then the results are:
        | done\nexit 0\n |

  Rule: Run names a file that was sent before

    @JOB-RUN-001 @must @node @needs-adapter
    Scenario: Node accepts the Run of a file that was sent
      Given an idle node
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      When the owner sends Run "file-1" into "log"
      Then the owner receives Accept

    @JOB-RUN-001 @must @node @needs-adapter
    Scenario: Node accepts a Run that comes after a Ret
      Given a waiting node
      And the owner has sent Ret "log"
      When the owner sends Run "file-1" into "log"
      Then the owner receives Accept

    @JOB-RUN-002 @must @node @needs-adapter
    Scenario: Node rejects the Run of what is neither file nor module
      Given a waiting node
      When the owner sends Run "absent" into "log"
      Then the owner receives Reject

    @JOB-RUN-002 @must @node @needs-adapter
    Scenario: Node rejects the Run of a module that it did not announce
      Given a node of version "1.0" with the modules "cc"
      And the node is idle
      When the owner sends Run "ld" into "log"
      Then the owner receives Reject

    @JOB-RUN-013 @must @node @needs-adapter
    Scenario: Node accepts the Run of a module that it announced
      Given a node of version "1.0" with the modules "cc"
      And the node is idle
      When the owner sends Run "cc" into "log"
      Then the owner receives Accept

  Rule: Where running programs is not allowed every Run is rejected

    @JOB-RUN-003 @must @node @needs-adapter @claim-programs
    Scenario: Node that may not run programs rejects the Run of a file
      Given a node that may not run programs
      And the node is waiting
      When the owner sends Run "file-1" into "log"
      Then the owner receives Reject

    @JOB-RUN-003 @must @node @needs-adapter @claim-programs
    Scenario: Node that may not run programs still gives files back
      Given a node that may not run programs
      And the node is idle
      When the owner gives the job:
        | File | file-1 | content |
        | Ret  | file-1 |         |
      Then the results are:
        | content |

  Rule: A file is taken and sent whole, however long it is

    @JOB-FILE-013 @must @node @needs-adapter
    Scenario: Node keeps a file of 200000 octets whole
      Given an idle node
      When the owner gives a job of one file of 200000 octets
      Then the first result is the file of 200000 octets

    @JOB-FILE-014 @must @owner @needs-adapter
    Scenario: Owner sends a file of 200000 octets whole
      Given an owner
      And the node has joined
      And a job of one file of 200000 octets is submitted
      When the node takes every part
      Then the node has received the whole job

  Rule: The owner sends all files before the controls

    @JOB-FILE-011 @must @owner @needs-adapter
    Scenario: Owner sends every file, then every control
      Given an owner
      And the node has joined
      And the job is submitted:
        | Program | file-1 | exit 0 |
        | File    | file-2 | data   |
        | Run     | file-1 | log-1  |
        | Run     | file-1 | log-2  |
        | Ret     | log-2  |        |
        | Ret     | log-1  |        |
        | Ret     | file-2 |        |
      When the node takes every part
      Then the node has received the files before the controls

    @JOB-RUN-004 @must @owner @needs-adapter
    Scenario: Owner sends runs and rets in the order of the job
      Given an owner
      And the node has joined
      And the job is submitted:
        | Program | file-1 | exit 0 |
        | Program | file-2 | exit 0 |
        | Run     | file-2 | log-1  |
        | Run     | file-1 | log-2  |
        | Ret     | log-2  |        |
        | Ret     | log-1  |        |
      When the node takes every part
      Then the node has received the whole job
