Feature: Endpoints
  An endpoint connects to a node, says what it is, and is given an address. From then on it sends packets from that address and is handed
  what comes.
  Source: spec/cluster.md 3.1, 3.2, 3.4, 4.1, 4.4, 7.5, 8 and rows 9 and 47; spec/adapter.md, role endpoint.

  Rule: What an endpoint says in its handshake

    @CLU-END-001 @must @endpoint @needs-adapter @quick
    Scenario Outline: Endpoint says the handshake of <what>
      Given an endpoint as <what>
      When the endpoint is told to connect
      Then the server receives the handshake "<octets>"

      Examples:
        | what         | octets                              |
        | a job client | 45 43 4C 46 41 55 54 48 01 00 00 02 |
        | a job host   | 45 43 4C 46 41 55 54 48 02 00 00 02 |
        | a logger     | 45 43 4C 46 41 55 54 48 03 00 00 02 |

    @CLU-END-002 @must @endpoint @needs-adapter
    Scenario: Endpoint of a service of its own says its identifier and its name
      Given an endpoint of "test.svc" called "Test Service"
      When the endpoint is told to connect
      Then the server receives the handshake "45 43 4C 46 41 55 54 48 08 0C 80 02 74 65 73 74 2E 73 76 63 54 65 73 74 20 53 65 72 76 69 63 65"

    @CLU-END-002 @must @endpoint @needs-adapter
    Scenario: Endpoint counts octets of its identifier and its name, not letters
      Given an endpoint of "é.svc" called "漢字"
      When the endpoint is told to connect
      Then the server receives the handshake "45 43 4C 46 41 55 54 48 06 06 80 02 C3 A9 2E 73 76 63 E6 BC A2 E5 AD 97"

    @CLU-END-002 @must @endpoint @needs-adapter
    Scenario: Endpoint says a long identifier and a long name
      Given an endpoint whose identifier has 255 and whose name has 4095 octets
      When the endpoint is told to connect
      Then the server receives the handshake of a service with 255 and 4095 octets

    @CLU-END-003 @must @endpoint @needs-adapter
    Scenario: Endpoint says nothing before it has its answer
      Given an endpoint as a logger
      When the endpoint is told to connect
      Then the server receives the handshake "45 43 4C 46 41 55 54 48 03 00 00 02"
      And the server receives nothing

  Rule: What an endpoint makes of the answer

    @CLU-END-004 @must @endpoint @needs-adapter
    Scenario: Endpoint that is taken tells its address and that of its node
      Given an endpoint as a logger
      And the endpoint is told to connect
      When the server answers with 0200000300070002 and 0100000000070000
      Then the endpoint is connected as 0200000300070002 to 0100000000070000

    @CLU-END-004 @must @endpoint @needs-adapter @framing
    Scenario: Endpoint takes the answer however it is cut
      Given an endpoint as a job client
      And the endpoint is told to connect
      When the server answers in pieces with 0200000100010001 and 0100000000010000
      Then the endpoint is connected as 0200000100010001 to 0100000000010000

    @CLU-END-005 @must @endpoint @needs-adapter @hardening
    Scenario: Endpoint is not connected that is given no address
      Given an endpoint as a logger
      And the endpoint is told to connect
      When the server answers with 0000000000000000 and 0000000000000000
      Then the endpoint is not connected

    @CLU-END-006 @must @endpoint @needs-adapter
    Scenario: Endpoint is not connected whose answer has another signature
      Given an endpoint as a logger
      And the endpoint is told to connect
      When the server answers with the octets "45 43 4C 46 52 45 53 51 02 00 01 00 03 00 00 02 00 00 01 00 00 00 00 01"
      Then the endpoint is not connected

    @CLU-END-007 @must @endpoint @needs-adapter
    Scenario: Endpoint is not connected where nobody listens
      Given an endpoint as a logger
      When the endpoint is told to connect where nobody listens
      Then the endpoint is not connected

    @CLU-END-007 @must @endpoint @needs-adapter
    Scenario: Endpoint is not connected where the connection ends before the answer
      Given an endpoint as a logger
      And the endpoint is told to connect
      When the server takes the handshake and ends the connection
      Then the endpoint is not connected

    @CLU-END-007 @must @endpoint @needs-adapter
    Scenario: Endpoint is not connected where the answer is not whole
      Given an endpoint as a logger
      And the endpoint is told to connect
      When the server answers with the octets "45 43 4C 46 52 45 53 50 02 00 01 00 03 00 00 02"
      And the server ends the connection
      Then the endpoint is not connected

    @CLU-END-008 @must @endpoint @needs-adapter @hardening
    Scenario: Endpoint is not connected where no answer comes
      Given an endpoint as a logger
      When the endpoint is told to connect
      Then the endpoint is not connected in the end

  Rule: An endpoint is handed what comes

    @CLU-END-009 @must @endpoint @needs-adapter
    Scenario Outline: Endpoint is handed <packet>
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends <packet> from 0200000300010002
      Then the endpoint is handed <packet> from 0200000300010002

      Examples:
        | packet                  |
        | 80000211 "content"      |
        | FFFFFFFF "content"      |
        | 00012345 "content"      |
        | log client "a line"     |
        | nodes "whatever it is"  |
        | 80000211                |

    @CLU-END-010 @must @endpoint @needs-adapter
    Scenario Outline: Endpoint is handed a packet for <address>
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 80000211 "content" for <address>
      Then the endpoint is handed 80000211 "content" for <address>

      Examples:
        | address          |
        | 0200000100010001 |
        | 0200000300010009 |
        | 0000000000000000 |

    @CLU-END-011 @must @endpoint @needs-adapter @framing
    Scenario: Endpoint is handed packets however they are cut
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 80000211 "some content" and then 80000212 "more"
      Then the endpoint is handed 80000211 "some content"
      And the endpoint is handed 80000212 "more"

    @CLU-END-011 @must @endpoint @needs-adapter @framing
    Scenario: Endpoint is handed a packet without payload and the next one
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 80000211 and then 80000212 "more"
      Then the endpoint is handed 80000211
      And the endpoint is handed 80000212 "more"

    @CLU-END-012 @must @endpoint @needs-adapter
    Scenario: Endpoint is handed many packets in their order
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 200 packets at once
      Then the endpoint is handed 200 packets in their order

    @CLU-END-013 @must @endpoint @needs-adapter
    Scenario Outline: Endpoint is handed a payload of <count> octets
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 80000211 of <count> octets
      Then the endpoint is handed 80000211 of <count> octets

      Examples:
        | count    |
        | 1        |
        | 65536    |
        | 16777216 |

    @CLU-END-014 @must @endpoint @needs-adapter @profile-dialect-as-deployed
    Scenario: Endpoint answers no ping
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends ping "hey"
      Then the server receives nothing

  Rule: An endpoint sends from its own address

    @CLU-END-015 @must @endpoint @needs-adapter
    Scenario Outline: Endpoint sends <packet> to <address>
      Given an endpoint as a job client
      And the endpoint is connected
      When the endpoint is told to send <packet> to <address>
      Then the server receives <packet> for <address>

      Examples:
        | packet               | address          |
        | ping "hey"           | 0100000000010000 |
        | 80000211 "content"   | 0200000300010001 |
        | enumerate nodes      | 0100000000010000 |
        | FFFFFFFF "content"   | 0200000300010000 |
        | status request [00]  | 0100000000000000 |

    @CLU-END-016 @must @endpoint @needs-adapter
    Scenario: Endpoint sends a packet octet for octet
      Given an endpoint as a job client
      And the endpoint is connected
      When the endpoint is told to send ping "hey" to 0100000000010000
      Then the server receives the octets "01 00 00 00 03 00 00 00 00 00 01 00 00 00 00 01 01 00 01 00 01 00 00 02 68 65 79"

    @CLU-END-017 @must @endpoint @needs-adapter
    Scenario: Endpoint sends packets in the order in which it was told
      Given an endpoint as a job client
      And the endpoint is connected
      When the endpoint is told to send 80000211 "one" to 0200000300010001
      And the endpoint is told to send 80000212 "two" to 0200000300010001
      And the endpoint is told to send 80000213 "three" to 0100000000010000
      Then the server receives 80000211 "one" for 0200000300010001
      And the server receives 80000212 "two" for 0200000300010001
      And the server receives 80000213 "three" for 0100000000010000

    @CLU-END-018 @must @endpoint @needs-adapter
    Scenario: Endpoint sends a payload of a million octets
      Given an endpoint as a job client
      And the endpoint is connected
      When the endpoint is told to send 80000211 of 1000000 octets to 0200000300010001
      Then the server receives 80000211 of 1000000 octets for 0200000300010001

  Rule: The end of a connection

    @CLU-END-019 @must @endpoint @needs-adapter
    Scenario: Endpoint that disconnects ends the connection
      Given an endpoint as a job client
      And the endpoint is connected
      When the endpoint is told to disconnect
      Then the server sees the end of the connection

    @CLU-END-020 @must @endpoint @needs-adapter
    Scenario: Endpoint tells when its connection ends
      Given an endpoint as a job client
      And the endpoint is connected
      When the server ends the connection
      Then the endpoint tells once that its connection ended

    @CLU-END-020 @must @endpoint @needs-adapter
    Scenario: Endpoint tells when its connection breaks
      Given an endpoint as a job client
      And the endpoint is connected
      When the server breaks the connection
      Then the endpoint tells once that its connection ended

    @CLU-END-021 @must @endpoint @needs-adapter
    Scenario: Endpoint is handed what came before the end
      Given an endpoint as a job client
      And the endpoint is connected
      When the server sends 80000211 "last words"
      And the server ends the connection
      Then the endpoint is handed 80000211 "last words"
      And the endpoint tells once that its connection ended

    @CLU-END-022 @must @endpoint @needs-adapter
    Scenario Outline: Endpoint ends a connection on which a payload of <count> octets is announced
      Given an endpoint as a job client
      And the endpoint is connected
      When the server announces a payload of <count> octets
      Then the server sees the end of the connection
      And the endpoint tells once that its connection ended

      Examples:
        | count      |
        | 2147483648 |
        | 4294967295 |

    @CLU-END-023 @must @endpoint @needs-adapter
    Scenario: Endpoint connects again, and is who it is told to be then
      Given an endpoint as a logger
      And the endpoint is connected
      And the server ends the connection
      And the endpoint tells once that its connection ended
      And the endpoint is told to connect
      When the server answers with 0200000300090005 and 0100000000090000
      Then the endpoint is connected as 0200000300090005 to 0100000000090000
