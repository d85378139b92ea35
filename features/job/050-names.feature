Feature: File names
  A file name is a relative path with / between its parts, and it never leads out of the job's folder.
  Source: spec/job.md D-3, D-10.

  Rule: A relative path of good parts is a file name

    @JOB-NAME-001 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario Outline: Node keeps a file called <name>
      Given an idle node
      When the owner gives the job:
        | File | <name> | kept |
        | Ret  | <name> |      |
      Then the results are:
        | kept |

      Examples:
        | name                |
        | folder/file         |
        | a/b/c/d             |
        | .hidden             |
        | ..name              |
        | name with blanks    |
        | -dash               |
        | ab:c                |

    @JOB-NAME-001 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node keeps a file whose name has a tab and a line end
      Given an idle node
      When the owner gives the job:
        | File | tab	and\nline | kept |
        | Ret  | tab	and\nline |      |
      Then the results are:
        | kept |

    @JOB-NAME-002 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node keeps a file whose name has 255 octets
      Given an idle node
      When the owner sends File with a name of 255 octets
      Then the owner receives Accept

  Rule: A bad name is refused with Reject

    @JOB-NAME-003 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario Outline: Node rejects a File whose name <fault>
      Given an idle node
      When the owner sends File "<name>" with "content"
      Then the owner receives Reject

      Examples:
        | fault                            | name       |
        | is empty                         |            |
        | begins with a slash              | /file      |
        | ends with a slash                | folder/    |
        | has an empty part                | a//b       |
        | is one dot                       | .          |
        | has a part of one dot            | a/./b      |
        | begins with a part of one dot    | ./file     |
        | is two dots                      | ..         |
        | begins with a part of two dots   | ../file    |
        | has a part of two dots           | a/../file  |
        | ends with a part of two dots     | a/..       |
        | climbs out further on            | a/../../b  |
        | has a backslash                  | a\\b       |
        | climbs with a backslash          | ..\\file   |
        | has a drive letter               | C:/file    |
        | has a small drive letter         | d:/file    |

    @JOB-NAME-003 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node rejects a File whose name has a NUL
      Given an idle node
      When the owner sends File with a NUL in its name
      Then the owner receives Reject

    @JOB-NAME-004 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node rejects a File whose name has 256 octets
      Given an idle node
      When the owner sends File with a name of 256 octets
      Then the owner receives Reject

    @JOB-NAME-004 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node counts the octets of a name, not its letters
      Given an idle node
      When the owner sends File with a name of 130 letters of two octets
      Then the owner receives Reject

    @JOB-NAME-005 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario Outline: Node rejects a File that ends <where>
      Given an idle node
      When the owner sends a File that ends after <octets> octets of its name and length
      Then the owner receives Reject

      Examples:
        | where                     | octets |
        | before its name           | 0      |
        | in the length of its name | 1      |
        | after that length         | 2      |
        | inside its name           | 5      |

    @JOB-NAME-006 @must @node @needs-adapter
    Scenario Outline: Node rejects a Ret whose name <fault>
      Given a waiting node
      When the owner sends Ret "<name>"
      Then the owner receives Reject

      Examples:
        | fault                          | name       |
        | is empty                       |            |
        | begins with a slash            | /etc/hosts |
        | begins with a part of two dots | ../file    |
        | climbs out further on          | a/../../b  |
        | is one dot                     | .          |
        | has an empty part              | a//b       |
        | ends with a slash              | folder/    |
        | has a backslash                | a\\b       |
        | has a drive letter             | C:/file    |

    @JOB-NAME-007 @must @node @needs-adapter
    Scenario Outline: Node rejects a Run whose log file name <fault>
      Given an idle node
      And the owner has sent the program "file-1":
        """
        exit 0
        """
      When the owner sends Run "file-1" into "<name>"
      Then the owner receives Reject

      Examples:
        | fault                          | name       |
        | is empty                       |            |
        | begins with a slash            | /tmp/log   |
        | begins with a part of two dots | ../log     |
        | has a part of two dots         | a/../log   |
        | is one dot                     | .          |
        | has an empty part              | a//log     |
        | ends with a slash              | folder/    |
        | has a backslash                | a\\b       |
        | has a drive letter             | C:/log     |

    @JOB-NAME-009 @must @node @needs-adapter
    Scenario Outline: Node rejects a <message> whose last name is too long or has a NUL
      Given a waiting node
      When the owner sends <message> with a last name of 256 octets
      And the owner sends <message> with a NUL in its last name
      Then the owner receives Reject
      And the owner receives Reject

      Examples:
        | message                 |
        | Ret "file-1"            |
        | Run "file-1" into "log" |

  Rule: Nothing is written for a refused name

    @JOB-NAME-008 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node writes nothing outside for a name that climbs out
      Given an idle node
      And the owner has had File "../{mark}" with "stray" rejected
      When the owner gives the job:
        | Program | file-1 | cat ../{mark} > seen\necho end >> seen\nrm -f ../{mark} |
        | Run     | file-1 | log  |
        | Ret     | seen   |      |
      Then the results are:
        | end\n |

    @JOB-NAME-008 @must @node @needs-adapter @profile-fileNaming-embedded
    Scenario: Node writes nothing inside for a name with a part of two dots
      Given an idle node
      And the owner has had File "a/../stray" with "stray" rejected
      When the owner gives the job:
        | File | file-1 | content |
        | Ret  | stray  |         |
        | Ret  | file-1 |         |
      Then the results are:
        |         |
        | content |
