Feature: The net table
  Every node keeps a table of its net, dated with the last change. A newer one takes its place, node by node, by their UUIDs.
  Source: spec/cluster.md 5.3, 6.4, 6.5, 7.3, 8, 8.1 and rows 14 to 17 and 44.

  Rule: A newer table is merged

    @CLU-TABLE-001 @must @node @needs-adapter
    Scenario: Node takes up a node that a newer table has
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with a newer table that has "delta" in it
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | online  |
        | delta | 3 | offline |

    @CLU-TABLE-001 @must @node @needs-adapter
    Scenario: Node takes up a node as the table has it
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table that has "delta" in it
      When the node "beta" sends connect with an older table
      Then the node "beta" receives update nodes that tells of "delta" what "beta" told

    @CLU-TABLE-002 @must @node @needs-adapter
    Scenario: Node forgets a node that a newer table has not
      Given a node
      And the node "beta" is connected
      And the node "gamma" has joined
      When the node "beta" sends update nodes with a newer table that has no "gamma" in it
      Then the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-TABLE-003 @must @node @needs-adapter @profile-dialect-as-deployed
    Scenario: Node keeps what it knows of a node that both tables have
      Given a node
      And the node "beta" is connected
      And the node "gamma" has joined
      And the node "beta" has received all tables
      And the node "beta" has received all tables
      And the node "beta" has sent update nodes with a newer table that tells otherwise of "gamma"
      When the node "beta" sends connect with an older table
      Then the node "beta" receives update nodes that tells of "gamma" what it told before

    @CLU-TABLE-004 @must @node @needs-adapter
    Scenario: Node takes the date of a newer table
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table that has "delta" in it
      When the node "beta" sends connect with an older table
      Then the node "beta" receives update nodes that is dated as the newer table was

    @CLU-TABLE-005 @must @node @needs-adapter
    Scenario: Node takes the name of the net from a newer table
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table of the net "renamed"
      When the node "beta" sends connect with an older table
      Then the node "beta" receives update nodes that is of the net "renamed" with its UUID

    @CLU-TABLE-006 @must @node @needs-adapter
    Scenario: Node merges no table that is older
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with an older table that has "delta" in it
      Then the node "beta" is still served
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-TABLE-006 @must @node @needs-adapter
    Scenario: Node merges no table of the same date
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with a table of the same date that has "delta" in it
      Then the node "beta" is still served
      And the nodes of the net are:
        | alpha | 1 | online |
        | beta  | 2 | online |

    @CLU-TABLE-007 @must @node @needs-adapter
    Scenario: Node sends an update on to nobody
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      And the node "beta" has received all tables
      And the node "gamma" has received all tables
      When the node "beta" sends update nodes with a newer table that has "delta" in it
      Then the node "beta" receives no update nodes
      And the node "gamma" receives no update nodes

    @CLU-TABLE-007 @must @node @needs-adapter
    Scenario: Node answers nothing to an older update
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with an older table
      Then the node "beta" receives no update nodes

    @CLU-TABLE-008 @must @node @needs-adapter
    Scenario: Node dials a node that a newer table has
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with a newer table that has "delta" in it, which listens
      Then the node connects to the node "delta"

    @CLU-TABLE-009 @must @node @needs-adapter
    Scenario: Node takes a node in that a newer table has
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table that has "delta" in it
      And the node "beta" is still served
      When the node "delta" connects
      Then the node "delta" is taken as the node that it is

    @CLU-TABLE-010 @must @node @needs-adapter
    Scenario: Node takes words from its table on when another node joins
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a newer table that has "delta" with the word 9 in it
      And the node "beta" is still served
      When the node "gamma" joins
      Then the table has these nodes:
        | alpha | 1  |
        | beta  | 2  |
        | delta | 9  |
        | gamma | 10 |

  Rule: A table is read as it stands, in whatever order

    @CLU-TABLE-011 @must @node @needs-adapter
    Scenario Outline: Node reads a table <how>
      Given a node
      And the node "beta" is connected
      When the node "beta" sends update nodes with a newer table that has "delta" in it, written <how>
      Then the nodes of the net are:
        | alpha | 1 | online  |
        | beta  | 2 | online  |
        | delta | 3 | offline |

      Examples:
        | how                                     |
        | with values in another order            |
        | with values that nobody knows           |
        | with names in small letters             |
        | without the autoconnect                 |
        | with every text of its own              |
        | with its root after everything else     |
        | with other names of sub-nodes           |

    @CLU-TABLE-012 @must @node @needs-adapter
    Scenario: Node writes its entries under the names 0001, 0002 and so on
      Given a node
      And the node "beta" has joined
      When the node "gamma" joins
      Then the table has sub-nodes called 0001, 0002 and 0003
      And each of them has exactly these values:
        | Address    | binary of 8 octets  |
        | IP Address | binary of 16 octets |
        | IP Port    | integer             |
        | Node Name  | string              |
        | Node UUID  | binary of 16 octets |

    @CLU-TABLE-012 @must @node @needs-adapter
    Scenario: Node writes of its net what the page has
      Given a node
      When the node "beta" joins
      Then the table has exactly these values:
        | Autoconnect | boolean             |
        | Net Name    | string              |
        | Net UUID    | binary of 16 octets |
        | Timestamp   | time                |

  Rule: What is no table of this net changes nothing

    @CLU-TABLE-013 @must @node @needs-adapter @hardening
    Scenario Outline: Node takes no table of another net from <verb>
      Given a node
      And the node "beta" is connected
      When the node "beta" sends <verb> with a newer table of another net that has "delta" in it
      Then a new endpoint is served
      And the node serves the node "beta" or has ended the connection
      And the nodes of the net have no "delta"

      Examples:
        | verb         |
        | connect      |
        | update nodes |

    @CLU-TABLE-014 @must @node @needs-adapter
    Scenario Outline: Node outlives <verb> with <what>
      Given a node
      And the client has connected
      And the node "beta" is connected
      When the node "beta" sends <verb> with <what>
      Then the node serves the node "beta" or has ended the connection
      And the client is still served
      And a new endpoint is served

      Examples:
        | verb         | what                              |
        | connect      | a table that is empty             |
        | update nodes | a table that is empty             |
        | connect      | a table that is text              |
        | update nodes | a table that is text              |
        | update nodes | a table with another marker       |
        | update nodes | a table with another version      |
        | update nodes | a table that is cut in the middle |

    @CLU-TABLE-015 @must @node @needs-adapter @hardening
    Scenario Outline: Node outlives update nodes with <what>
      Given a node
      And the client has connected
      And the node "beta" is connected
      When the node "beta" sends update nodes with <what>
      Then the node serves the node "beta" or has ended the connection
      And the client is still served
      And a new endpoint is served

      Examples:
        | what                                         |
        | a table whose root is outside                |
        | a table of two thousand million nodes        |
        | a table with a node in itself                |
        | a table whose UUID has 15 octets             |
        | a table whose texts have no end              |

    @CLU-TABLE-016 @must @node @needs-adapter @hardening
    Scenario Outline: Node takes no table from an endpoint with <verb>
      Given a node
      And the node "beta" has joined
      And the client has connected
      And the nodes of the net are noted
      When the client sends <verb> with a table of "delta" alone
      Then a new endpoint is served
      And the nodes of the net are as noted

      Examples:
        | verb         |
        | connect      |
        | update nodes |
        | join answer  |

    @CLU-TABLE-017 @must @node @needs-adapter @hardening
    Scenario: Node dates a change later than its table, even where that is dated ahead
      Given a node
      And the node "beta" is connected
      And the node "beta" has sent update nodes with a table that is dated an hour ahead
      And the node "beta" is still served
      When the node "gamma" joins
      Then the table is dated later than before

  Rule: Verbs of the class that nobody knows

    @CLU-TABLE-018 @must @node
    Scenario Outline: Node swallows <verb>
      Given a node
      And the client has connected
      And the logger has connected
      When the client sends <verb> "content" to <whom>
      And the client sends ping "hey" to the node
      Then the client receives ping answer "hey"
      And the logger receives nothing

      Examples:
        | verb     | whom       |
        | 00000104 | the node   |
        | 00010103 | the node   |
        | 00000100 | the logger |
        | 00000104 | the logger |
        | 000201FF | the logger |
