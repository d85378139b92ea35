Feature: Handshake
  Who dials says what it is; the node answers with the address that it gives to it and with its own. Zeros are a refusal.
  Source: spec/cluster.md sections 2, 3, 8 and rows 2, 3, 13, 39 to 41 of section 9.

  Rule: The answer is 24 octets: signature, address of the object, address of the server

    @CLU-HAND-001 @must @node
    Scenario: Node answers the handshake of the page octet for octet
      Given a node
      When the stranger connects without a word
      And the stranger sends the octets "45 43 4C 46 41 55 54 48 08 0C 80 02 74 65 73 74 2E 73 76 63 54 65 73 74 20 53 65 72 76 69 63 65"
      Then the stranger is taken as an endpoint
      And the answer was "45 43 4C 46 52 45 53 50 IL IH NL NH SL SM SH 02 00 00 NL NH 00 00 00 01"

    @CLU-HAND-002 @must @node @framing
    Scenario Outline: Node takes the handshake of <who>, however it is cut
      Given a node
      When <who> says its handshake in pieces
      Then <who> is taken as an endpoint

      Examples:
        | who                        |
        | the client                 |
        | the host                   |
        | the logger                 |
        | the endpoint of "test.svc" |

    @CLU-HAND-003 @must @node
    Scenario Outline: Node gives <who> the service word <word>
      Given a node
      When <who> connects
      Then <who> has the service word <word>

      Examples:
        | who        | word |
        | the client | 1    |
        | the host   | 2    |
        | the logger | 3    |

    @CLU-HAND-004 @must @node
    Scenario: Node tells every endpoint the same address of itself
      Given a node
      When the client connects
      And the endpoint of "test.svc" connects
      Then the client and the endpoint of "test.svc" have the same node

  Rule: Every endpoint gets an instance of its own

    @CLU-HAND-005 @must @node @profile-dialect-as-deployed
    Scenario Outline: Node gives <who> an instance
      Given a node
      When <who> connects
      Then <who> has an instance

      Examples:
        | who                        |
        | the client                 |
        | the host                   |
        | the logger                 |
        | the endpoint of "test.svc" |

    @CLU-HAND-006 @must @node @needs-adapter @profile-dialect-as-deployed
    Scenario Outline: Node counts <service>s from 1
      Given a node
      When the <service> connects
      And the second <service> connects
      And the third <service> connects
      Then the <service> has the instance 1
      And the second <service> has the instance 2
      And the third <service> has the instance 3

      Examples:
        | service                |
        | client                 |
        | host                   |
        | logger                 |
        | endpoint of "test.svc" |

    @CLU-HAND-007 @must @node
    Scenario: Node gives the second logger the next instance
      Given a node
      When the logger connects
      And the second logger connects
      Then the second logger has the next instance after the logger

    @CLU-HAND-008 @must @node @needs-adapter
    Scenario: Node gives no instance again while a higher one is there
      Given a node
      And the logger has connected
      And the second logger has connected
      And the logger has left
      When the third logger connects
      Then the third logger has the instance 3

    @CLU-HAND-009 @must @node @needs-adapter
    Scenario: Node gives the highest instance again
      Given a node
      And the logger has connected
      And the second logger has connected
      And the second logger has left
      When the third logger connects
      Then the third logger has the instance 2

    @CLU-HAND-010 @must @node
    Scenario Outline: Node takes more than one <service>
      Given a node
      And the <service> has connected
      And the second <service> has connected
      When the <service> sends ping "one" to the node
      And the second <service> sends ping "two" to the node
      Then the <service> receives ping answer "one"
      And the second <service> receives ping answer "two"

      Examples:
        | service |
        | client  |
        | host    |

  Rule: A service is known by its identifier

    @CLU-HAND-011 @must @node
    Scenario: Node gives a service of its own a word above those that every node has
      Given a node
      When the endpoint of "test.svc" connects
      Then the endpoint of "test.svc" has a service word above 3

    @CLU-HAND-012 @must @node @needs-adapter
    Scenario: Node gives new services the words 4, 5 and 6
      Given a node
      When the endpoint of "one.svc" connects
      And the endpoint of "two.svc" connects
      And the endpoint of "three.svc" connects
      Then the endpoint of "one.svc" has the service word 4
      And the endpoint of "two.svc" has the service word 5
      And the endpoint of "three.svc" has the service word 6

    @CLU-HAND-013 @must @node
    Scenario: Node gives one identifier one word
      Given a node
      When the endpoint of "test.svc" connects
      And the second endpoint of "test.svc" connects
      Then the endpoint of "test.svc" and the second endpoint of "test.svc" have the same service word

    @CLU-HAND-014 @must @node
    Scenario: Node looks at no name to tell services apart
      Given a node
      When the endpoint of "test.svc" connects as "First Name"
      And the second endpoint of "test.svc" connects as "Second Name"
      And the endpoint of "other.svc" connects as "First Name"
      Then the endpoint of "test.svc" and the second endpoint of "test.svc" have the same service word
      And the endpoint of "test.svc" and the endpoint of "other.svc" have different service words

    @CLU-HAND-015 @must @node
    Scenario Outline: Node tells "test.svc" from "<identifier>"
      Given a node
      When the endpoint of "test.svc" connects
      And the endpoint of "<identifier>" connects
      Then the endpoint of "test.svc" and the endpoint of "<identifier>" have different service words

      Examples:
        | identifier |
        | Test.svc   |
        | test.svc.  |
        | test.sv    |
        | тест.svc   |

    @CLU-HAND-016 @must @node
    Scenario Outline: Node knows <identifier> as the service word <word>
      Given a node
      When the endpoint of "<identifier>" connects
      Then the endpoint of "<identifier>" has the service word <word>

      Examples:
        | identifier              | word |
        | engine.cluster.node     | 0    |
        | engine.cluster.employer | 1    |
        | engine.cluster.worker   | 2    |
        | engine.cluster.logger   | 3    |

    @CLU-HAND-016 @must @node
    Scenario: Node tells a logger by its identifier what loggers are told
      Given a node
      And the endpoint of "engine.cluster.logger" has connected
      And the client has connected
      When the client sends log primary "a line" to the node
      Then the endpoint of "engine.cluster.logger" receives log client "a line"

    @CLU-HAND-017 @must @node
    Scenario: Node keeps the word of a service that has nobody left
      Given a node
      And the endpoint of "test.svc" has connected
      And the endpoint of "test.svc" has left
      And the endpoint of "other.svc" has connected
      When the second endpoint of "test.svc" connects
      Then the endpoint of "test.svc" and the second endpoint of "test.svc" have the same service word

    @CLU-HAND-018 @must @node
    Scenario Outline: Node takes an identifier of <identifier> and a name of <name> octets
      Given a node
      When the stranger connects as a service with an identifier of <identifier> and a name of <name> octets
      Then the stranger is taken as an endpoint

      Examples:
        | identifier | name |
        | 1          | 1    |
        | 255        | 1    |
        | 1          | 4095 |
        | 255        | 4095 |

  Rule: What is no handshake of an endpoint is refused

    @CLU-HAND-019 @must @node
    Scenario Outline: Node refuses a custom service <what>
      Given a node
      When the stranger connects with the object type <type>
      Then the stranger is refused

      Examples:
        | what                       | type     |
        | without an identifier      | 02800C00 |
        | without a name             | 02800008 |
        | without identifier or name | 02800000 |

    @CLU-HAND-020 @must @node
    Scenario Outline: Node refuses the object type <type>
      Given a node
      When the stranger connects with the object type <type>
      Then the stranger is refused

      Examples:
        | type     |
        | 00000001 |
        | 00000000 |
        | 03000001 |
        | 80000003 |
        | FF000003 |

    @CLU-HAND-021 @must @node
    Scenario Outline: Node refuses the service <type> that nobody has
      Given a node
      When the stranger connects with the object type <type>
      Then the stranger is refused

      Examples:
        | type     |
        | 020FFFFF |
        | 02012345 |

    @CLU-HAND-022 @should @node @needs-adapter @profile-dialect-as-deployed
    Scenario: Node takes a service by its word from when it is there
      Given a node
      And the stranger has connected with the object type 02000004 and is refused
      And the endpoint of "test.svc" has connected
      When the second stranger connects with the object type 02000004
      Then the second stranger is taken as an endpoint
      And the endpoint of "test.svc" and the second stranger have the same service word

    @CLU-HAND-023 @should @node @profile-dialect-as-deployed
    Scenario Outline: Node takes the object type <type> for the service word <word>
      Given a node
      When the stranger connects with the object type <type>
      Then the stranger is taken as an endpoint
      And the stranger has the service word <word>

      Examples:
        | type     | word |
        | 02000000 | 0    |
        | 02100003 | 3    |
        | 02F00001 | 1    |

    @CLU-HAND-024 @must @node
    Scenario Outline: Node gives no answer to <what>
      Given a node
      When the stranger connects without a word
      And the stranger sends the octets "<octets>"
      Then the stranger sees the end of the connection

      Examples:
        | what                   | octets                              |
        | another signature      | 46 43 4C 46 41 55 54 48 03 00 00 02 |
        | a last octet that errs | 45 43 4C 46 41 55 54 49 03 00 00 02 |
        | the other signature    | 45 43 4C 46 52 45 53 50 03 00 00 02 |
        | small letters          | 65 63 6C 66 61 75 74 68 03 00 00 02 |
        | another protocol       | 47 45 54 20 2F 20 48 54 54 50 2F 31 |

    @CLU-HAND-025 @must @node
    Scenario: Node goes on after a handshake that it refused
      Given a node
      And the client has connected
      When the stranger connects with the object type 03000001
      Then the stranger is refused
      And the client is still served
      And a new endpoint is served

    @CLU-HAND-025 @must @node
    Scenario: Node goes on after one that has no signature
      Given a node
      And the client has connected
      When the stranger connects without a word
      And the stranger sends the octets "47 45 54 20 2F 20 48 54 54 50 2F 31"
      Then the stranger sees the end of the connection
      And the client is still served
      And a new endpoint is served

    @CLU-HAND-026 @must @node
    Scenario Outline: Node goes on after a handshake that ends after <count> octets
      Given a node
      When the stranger connects without a word
      And the stranger sends the first <count> octets of a handshake and ends the connection
      Then the stranger sees the end of the connection
      And a new endpoint is served

      Examples:
        | count |
        | 0     |
        | 5     |
        | 8     |
        | 11    |
        | 20    |

  Rule: What a node says in its handshake

    @CLU-HAND-027 @must @node
    Scenario: Node refuses to let a node join unasked
      Given a node
      When the stranger asks to join
      Then the stranger is refused

    @CLU-HAND-028 @must @node
    Scenario: Node refuses a node that means another one
      Given a node
      When the stranger connects as a node to the UUID 0123-4567-89AB-CDEF-0123-4567-89AB-CDEF
      Then the stranger is refused

    @CLU-HAND-028 @must @node @needs-adapter
    Scenario: Node refuses a node of its net that means another one
      Given a node
      And the node "beta" has joined
      When the node "beta" connects to the UUID 0123-4567-89AB-CDEF-0123-4567-89AB-CDEF
      Then the node "beta" is refused

    @CLU-HAND-029 @must @node @needs-adapter
    Scenario: Node refuses a node that is not in its table
      Given a node
      When the stranger connects as a node to the UUID of the node
      Then the stranger is refused

    @CLU-HAND-030 @must @node @needs-adapter @hardening
    Scenario: Node refuses a node that has its own UUID
      Given a node
      When the stranger connects as the node itself
      Then the stranger is refused

    @CLU-HAND-031 @must @node @needs-adapter @framing
    Scenario: Node takes the handshake of a node, however it is cut
      Given a node
      And the node "beta" has joined
      When the node "beta" says its handshake in pieces
      Then the node "beta" is taken as the node that it is

    @CLU-HAND-032 @must @node @needs-adapter
    Scenario Outline: Node looks at the highest octet of a node's object type only: <type>
      Given a node
      And the node "beta" has joined
      When the node "beta" connects with the object type <type>
      Then the node "beta" is taken as the node that it is

      Examples:
        | type     |
        | 01000000 |
        | 01000001 |
        | 01FFFFFF |

  Rule: Nobody who is silent holds up others

    @CLU-HAND-033 @must @node @hardening
    Scenario Outline: Node serves others while a handshake of <count> octets is not whole
      Given a node
      When the stranger connects without a word
      And the stranger sends the first <count> octets of a handshake
      Then a new endpoint is served

      Examples:
        | count |
        | 0     |
        | 5     |
        | 20    |

    @CLU-HAND-034 @must @node @claim-timers @hardening
    Scenario Outline: Node gives up on a handshake of which <count> octets come
      Given a node of little patience
      When the stranger connects without a word
      And the stranger sends the first <count> octets of a handshake
      Then the stranger sees the end of the connection

      Examples:
        | count |
        | 0     |
        | 5     |
        | 20    |
