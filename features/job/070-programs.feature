Feature: Programs and their logs
  Runs follow one another in the job's folder; what they write and how they ended stands in a log file.
  Source: spec/job.md section 3, D-15, D-16, D-25, D-26.

  Rule: A file that is run is made executable and executed

    @JOB-RUN-005 @must @node @needs-adapter @quick
    Scenario: Node runs a program and gives its log back
      Given an idle node
      When the owner has the program run:
        """
        echo hello
        """
      Then the log is:
        """
        hello
        exit 0
        """

    @JOB-RUN-005 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node runs a program whose name has a blank
      Given an idle node
      When the owner gives the job:
        | Program | the tool | echo hello |
        | Run     | the tool | log        |
        | Ret     | log      |            |
      Then the results are:
        | hello\nexit 0\n |

  Rule: Programs run one after the other in the order sent

    @JOB-RUN-006 @must @node @needs-adapter
    Scenario: Node starts a program only when the one before it has ended
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | sleep 0.15\necho one >> order |
        | Program | file-2 | echo two >> order             |
        | Run     | file-1 | log-1                         |
        | Run     | file-2 | log-2                         |
        | Ret     | order  |                               |
      Then the results are:
        | one\ntwo\n |

    @JOB-RUN-006 @must @node @needs-adapter
    Scenario: Node runs programs in the order of the Runs, not of the files
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | echo one >> order |
        | Program | file-2 | echo two >> order |
        | Run     | file-2 | log-2             |
        | Run     | file-1 | log-1             |
        | Ret     | order  |                   |
      Then the results are:
        | two\none\n |

    @JOB-RUN-006 @must @node @needs-adapter
    Scenario: Node runs one file twice
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | echo again >> count |
        | Run     | file-1 | log-1               |
        | Run     | file-1 | log-2               |
        | Ret     | count  |                     |
      Then the results are:
        | again\nagain\n |

  Rule: Programs run in the job's folder

    @JOB-RUN-007 @must @node @needs-adapter
    Scenario: Node runs a program beside the files of the job
      Given an idle node
      When the owner gives the job:
        | File    | file-1 | data\n               |
        | Program | file-2 | cat file-1 > copy    |
        | Run     | file-2 | log                  |
        | Ret     | copy   |                      |
      Then the results are:
        | data\n |

    @JOB-RUN-007 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node runs a program of a subfolder in the job's folder
      Given an idle node
      When the owner gives the job:
        | Program | tools/make | echo made > product |
        | Run     | tools/make | log                 |
        | Ret     | product    |                     |
      Then the results are:
        | made\n |

  Rule: Programs get no arguments and empty input

    @JOB-RUN-008 @must @node @needs-adapter
    Scenario: Node gives a program empty input
      Given an idle node
      When the owner has the program run:
        """
        cat
        echo end
        """
      Then the log is:
        """
        end
        exit 0
        """

    @JOB-RUN-009 @must @node @needs-adapter
    Scenario: Node gives a program no arguments
      Given an idle node
      When the owner has the program run:
        """
        echo $#
        """
      Then the log is:
        """
        0
        exit 0
        """

  Rule: A run that exits non-zero does not stop the next

    @JOB-RUN-010 @must @node @needs-adapter
    Scenario: Node goes on after a program that failed
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | exit 3     |
        | Program | file-2 | echo after |
        | Run     | file-1 | log-1      |
        | Run     | file-2 | log-2      |
        | Ret     | log-2  |            |
      Then the results are:
        | after\nexit 0\n |

    @JOB-RUN-010 @must @node @needs-adapter
    Scenario: Node goes on after a program that was killed
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | kill -9 $$ |
        | Program | file-2 | echo after |
        | Run     | file-1 | log-1      |
        | Run     | file-2 | log-2      |
        | Ret     | log-2  |            |
      Then the results are:
        | after\nexit 0\n |

  Rule: A program ends with its first process, and what is left of its group is ended then

    @JOB-RUN-011 @must @node @needs-adapter
    Scenario: Node does not wait for what a program left in the background
      Given an idle node
      When the owner has the program run:
        """
        sleep 10 &
        sleep 0.1
        echo gone
        """
      Then the log is:
        """
        gone
        exit 0
        """

    @JOB-RUN-012 @must @node @needs-adapter
    Scenario: Node ends what a program left in the background
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | (sleep 0.3; echo stray >> trace) &  |
        | Program | file-2 | sleep 0.5\necho end >> trace        |
        | Run     | file-1 | log-1                               |
        | Run     | file-2 | log-2                               |
        | Ret     | trace  |                                     |
      Then the results are:
        | end\n |

    @JOB-RUN-012 @must @node @needs-adapter
    Scenario: Node ends what a program left, whatever signals that ignores
      Given an idle node
      When the node has done a program that left a deaf child behind
      Then nothing that the program started writes any more

  Rule: Standard output and error go to the log file

    @JOB-LOG-001 @must @node @needs-adapter
    Scenario: Node logs standard output
      Given an idle node
      When the owner has the program run:
        """
        echo one
        echo two
        """
      Then the log is:
        """
        one
        two
        exit 0
        """

    @JOB-LOG-001 @must @node @needs-adapter
    Scenario: Node logs standard output beyond ASCII as it is
      Given an idle node
      When the owner has the program run:
        """
        echo größe Ω 語
        """
      Then the log is:
        """
        größe Ω 語
        exit 0
        """

    @JOB-LOG-002 @must @node @needs-adapter
    Scenario: Node logs standard error
      Given an idle node
      When the owner has the program run:
        """
        echo trouble >&2
        """
      Then the log is:
        """
        trouble
        exit 0
        """

    @JOB-LOG-002 @must @node @needs-adapter
    Scenario: Node logs both in one file
      Given an idle node
      When the owner has the program run:
        """
        echo fine
        echo trouble >&2
        """
      Then the log has, in any order, "fine" and "trouble" and then "exit 0"

  Rule: A log file may be in a folder that is not there yet

    @JOB-LOG-009 @must @node @needs-adapter
    Scenario: Node writes a log in a new folder
      Given an idle node
      When the owner gives the job:
        | Program | file-1     | echo text  |
        | Run     | file-1     | folder/log |
        | Ret     | folder/log |            |
      Then the results are:
        | text\nexit 0\n |

  Rule: The last line of a run's part is its exit status

    @JOB-LOG-003 @must @node @needs-adapter
    Scenario Outline: Node logs the exit status <status>
      Given an idle node
      When the owner has the program run:
        """
        exit <status>
        """
      Then the log is:
        """
        exit <status>
        """

      Examples:
        | status |
        | 0      |
        | 1      |
        | 7      |
        | 255    |

    @JOB-LOG-004 @must @node @needs-adapter
    Scenario Outline: Node logs an end by signal <signal> as <status>
      Given an idle node
      When the owner has the program run:
        """
        kill -<signal> $$
        """
      Then the log is:
        """
        exit <status>
        """

      Examples:
        | signal | status |
        | 9      | 137    |
        | 15     | 143    |

  Rule: A line end is added where the output has none, and lines end in LF

    @JOB-LOG-005 @must @node @needs-adapter
    Scenario: Node adds a line end before the exit status
      Given an idle node
      When the owner has the program run:
        """
        printf 'no line end'
        """
      Then the log is:
        """
        no line end
        exit 0
        """

    @JOB-LOG-005 @must @node @needs-adapter
    Scenario: Node adds no line end where there is one
      Given an idle node
      When the owner has the program run:
        """
        printf 'one\n\n'
        """
      Then the log is:
        """
        one

        exit 0
        """

  Rule: Runs with one log file append to it

    @JOB-LOG-006 @must @node @needs-adapter
    Scenario: Node keeps both parts of a log that two programs share
      Given an idle node
      When the owner gives the job:
        | Program | file-1 | echo one\nexit 1 |
        | Program | file-2 | printf two       |
        | Run     | file-1 | log              |
        | Run     | file-2 | log              |
        | Ret     | log    |                  |
      Then the results are:
        | one\nexit 1\ntwo\nexit 0\n |

  Rule: A log file that has the name of a sent file is appended to it

    @JOB-LOG-007 @must @node @needs-adapter
    Scenario: Node appends a log to a file that was sent
      Given an idle node
      When the owner gives the job:
        | File    | file-1 | heading\n |
        | Program | file-2 | echo text |
        | Run     | file-2 | file-1    |
        | Ret     | file-1 |           |
      Then the results are:
        | heading\ntext\nexit 0\n |

  Rule: What cannot be started counts as exit 126

    @JOB-LOG-008 @must @node @needs-adapter
    Scenario: Node logs exit 126 for a program whose interpreter is not there
      Given an idle node
      When the owner gives the job:
        | File | file-1 | #!/no/such/interpreter\n |
        | Run  | file-1 | log                      |
        | Ret  | log    |                          |
      Then the log ends with "exit 126"

    @JOB-LOG-008 @must @node @needs-adapter
    Scenario: Node goes on after a program that cannot be started
      Given an idle node
      When the owner gives the job:
        | File    | file-1 | #!/no/such/interpreter\n |
        | Program | file-2 | echo after               |
        | Run     | file-1 | log-1                    |
        | Run     | file-2 | log-2                    |
        | Ret     | log-2  |                          |
      Then the results are:
        | after\nexit 0\n |
