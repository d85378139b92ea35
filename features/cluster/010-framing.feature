Feature: Packets in a stream
  After the handshake both directions are packets: verb, length, destination, origin, payload, one right after the other, every number
  least significant octet first. Nothing else marks where a packet begins or ends.
  Every scenario tagged @framing runs with the suite's octets cut in five ways.
  Source: spec/cluster.md sections 1, 4.1, 8 and 9.

  Rule: A packet has the octets of the page

    @CLU-FRAME-001 @must @node @quick
    Scenario: Node answers the ping of the page octet for octet
      Given a node
      And the endpoint of "test.svc" has connected
      When the endpoint of "test.svc" sends the octets "01 00 00 00 03 00 00 00 00 00 NL NH 00 00 00 01 IL IH NL NH SL SM SH 02 68 65 79"
      Then the endpoint of "test.svc" receives the octets "01 00 01 00 03 00 00 00 IL IH NL NH SL SM SH 02 00 00 NL NH 00 00 00 01 68 65 79"

    @CLU-FRAME-001 @must @node
    Scenario: Node routes a packet octet for octet
      Given a node
      And the endpoint of "test.svc" has connected
      When the endpoint of "test.svc" sends the octets "34 12 02 80 02 00 00 00 IL IH NL NH SL SM SH 02 IL IH NL NH SL SM SH 02 AB CD"
      Then the endpoint of "test.svc" receives the octets "34 12 02 80 02 00 00 00 IL IH NL NH SL SM SH 02 IL IH NL NH SL SM SH 02 AB CD"

  Rule: A node finds every packet in the stream, however it is cut

    @CLU-FRAME-002 @must @node @framing
    Scenario: Node takes a packet for itself and the next one
      Given a node
      And the client has connected
      When the client sends ping "hey" and then ping "once more" to the node
      Then the client receives ping answer "hey"
      And the client receives ping answer "once more"

    @CLU-FRAME-002 @must @node @framing
    Scenario: Node takes a packet without payload and the next one
      Given a node
      And the client has connected
      When the client sends ping and then ping "hey" to the node
      Then the client receives ping answer without payload
      And the client receives ping answer "hey"

    @CLU-FRAME-002 @must @node @framing
    Scenario: Node takes a packet for another endpoint and the next one
      Given a node
      And the client has connected
      And the endpoint of "test.svc" has connected
      When the client sends 80000211 "some content" and then 80000212 "more" to the endpoint of "test.svc"
      Then the endpoint of "test.svc" receives 80000211 "some content"
      And the endpoint of "test.svc" receives 80000212 "more"

    @CLU-FRAME-002 @must @node @framing
    Scenario: Node takes a packet for nobody and the next one
      Given a node
      And the client has connected
      When the client sends 00000302 "for nobody" and then 00000303 "nor this" to another node
      And the client sends ping "hey" to the node
      Then the client receives ping answer "hey"

    @CLU-FRAME-003 @must @node @needs-adapter @framing
    Scenario: Node takes packets from a node of the net
      Given a node
      And the node "beta" is connected
      When the node "beta" sends ping "hey" and then ping "once more" to the node
      Then the node "beta" receives ping answer "hey"
      And the node "beta" receives ping answer "once more"

    @CLU-FRAME-004 @must @node
    Scenario: Node takes many packets that come at once
      Given a node
      And the client has connected
      When the client sends 500 pings at once
      Then the client receives 500 ping answers in the order of the pings

  Rule: A payload is any octets, as many as its length says

    @CLU-FRAME-005 @must @node
    Scenario: Node gives every octet back as it is
      Given a node
      And the client has connected
      When the client sends ping with all octets to the node
      Then the client receives ping answer as it was sent

    @CLU-FRAME-005 @must @node
    Scenario: Node takes no payload for a packet
      Given a node
      And the client has connected
      When the client sends ping with a ping as its payload to the node
      Then the client receives ping answer as it was sent
      And the client receives nothing

    @CLU-FRAME-006 @must @node
    Scenario Outline: Node takes a payload of <count> octets
      Given a node with the times of the page
      And the client has connected
      When the client sends ping of <count> octets to the node
      Then the client receives ping answer as it was sent

      Examples:
        | count    |
        | 1        |
        | 255      |
        | 256      |
        | 65535    |
        | 65536    |
        | 1048577  |
        | 16777216 |

    @CLU-FRAME-007 @must @node
    Scenario: Node takes a payload of 32 MiB
      Given a node with the times of the page
      And the client has connected
      When the client sends ping of 33554432 octets to the node
      Then the client receives ping answer as it was sent

  Rule: A length of 31 bits and more is no length

    @CLU-FRAME-008 @must @node
    Scenario Outline: Node drops a connection on which a payload of <count> octets is announced
      Given a node that has the page's times
      And the client has connected
      When the client announces a payload of <count> octets
      Then the client sees the end of the connection

      Examples:
        | count      |
        | 2147483648 |
        | 4294967295 |

    @CLU-FRAME-009 @must @node
    Scenario: Node goes on after it has dropped a connection
      Given a node
      And the client has connected
      And the logger has connected
      When the client announces a payload of 4294967295 octets
      And the client sees the end of the connection
      And the logger sends ping "hey" to the node
      Then the logger receives ping answer "hey"

    @CLU-FRAME-010 @must @node @hardening
    Scenario: Node drops a connection on which more is announced than it takes
      Given a node that has the page's times
      And the client has connected
      When the client announces a payload of 2147483647 octets
      Then the client sees the end of the connection

  Rule: What is not whole is nothing

    @CLU-FRAME-011 @must @node
    Scenario Outline: Node drops a packet of which only <count> octets came
      Given a node
      And the client has connected
      And the logger has connected
      When the client sends the first <count> octets of 80000211 "content" to the logger
      And the client ends the connection
      Then the client sees the end of the connection
      And the logger receives nothing

      Examples:
        | count |
        | 3     |
        | 20    |
        | 24    |
        | 30    |

    @CLU-FRAME-012 @must @node @claim-timers @hardening
    Scenario Outline: Node gives up on a packet of which only <count> octets come
      Given a node of little patience
      And the client has connected
      When the client sends the first <count> octets of ping "content" to the node
      Then the client sees the end of the connection

      Examples:
        | count |
        | 1     |
        | 24    |
        | 30    |

    @CLU-FRAME-013 @must @node @hardening
    Scenario: Node serves others while a packet is not whole
      Given a node
      And the client has connected
      And the logger has connected
      When the client sends the first 30 octets of ping "content" to the node
      And the logger sends ping "hey" to the node
      Then the logger receives ping answer "hey"
      And a new endpoint is served
