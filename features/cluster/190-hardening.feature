Feature: Hardening
  What a peer must not be able to do to a node, or to others through it. Originals have none of this: scenarios with the tag for
  hardening are those that an original may fail.
  Source: spec/cluster.md 8, 8.1, 3.3, 4.1, rows 10, 42, 45, 47 and 50.

  Rule: An endpoint speaks for itself only

    @CLU-HARD-001 @must @node @hardening
    Scenario: Node does not answer a ping that bears the address of another endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends ping "hey" to the node as from the endpoint of "b.svc"
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-HARD-001 @must @node @hardening
    Scenario Outline: Node routes nothing of an endpoint that calls itself <origin>
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to the endpoint of "b.svc" as from <origin>
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | origin                                                    |
        | nobody                                                    |
        | the node                                                  |
        | all nodes                                                 |
        | the endpoint of "b.svc"                                   |
        | another node                                              |
        | every logger of the node                                  |
        | the address of the endpoint of "a.svc" with instance FFFF |

    @CLU-HARD-001 @must @node @hardening
    Scenario: Node spreads no broadcast of an endpoint that calls itself the node
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends 80000200 "hey" to every endpoint of "b.svc" of the node as from the node
      Then the endpoint of "b.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-HARD-001 @must @node @needs-adapter @hardening
    Scenario: Node kills no host for an endpoint that calls itself a node
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends kill host to the node as from the node "beta"
      Then the node "beta" receives nothing
      And the endpoint of "a.svc" is still served

  Rule: Tables come from nodes

    @CLU-HARD-002 @must @node @needs-adapter @hardening
    Scenario Outline: Node takes no table from an endpoint in <packet>
      Given a node
      And the endpoint of "a.svc" has connected
      And the node "beta" is connected
      When the endpoint of "a.svc" sends a newer table without the node "beta" as <packet>
      And the endpoint of "a.svc" sends enumerate nodes to the node
      Then the endpoint of "a.svc" receives these nodes:
        | the node        | online |
        | the node "beta" | online |

      Examples:
        | packet         |
        | connect        |
        | update nodes   |
        | join answer    |
        | connect answer |

  Rule: Who is silent blocks nobody

    @CLU-HARD-003 @must @node @hardening
    Scenario: Node takes endpoints while many others say nothing
      Given a node
      And the endpoint of "a.svc" has connected
      When 20 strangers connect without a word
      And the endpoint of "b.svc" connects
      Then the endpoint of "b.svc" is still served
      And the endpoint of "a.svc" is still served

    @CLU-HARD-004 @must @node @claim-timers
    Scenario: Node keeps an endpoint that says nothing between its packets
      Given a node of little patience
      And the endpoint of "a.svc" has connected
      And the endpoint of "a.svc" has sent ping "one" to the node
      And the endpoint of "a.svc" has received ping answer "one"
      When the endpoint of "a.svc" says nothing for 2.5 seconds
      Then the endpoint of "a.svc" is still served

  Rule: What is claimed is no reason to wait, nor to make room

    @CLU-HARD-005 @must @node @hardening
    Scenario Outline: Node ends the connection of who claims <count> octets, and no other
      Given a node that has the page's times
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" announces a payload of <count> octets
      Then the endpoint of "a.svc" sees the end of the connection
      And the endpoint of "b.svc" is still served

      Examples:
        | count      |
        | 1073741824 |
        | 2147483648 |
        | 4294967295 |

    @CLU-HARD-006 @must @node @hardening
    Scenario: Node serves others while many claim much and send nothing
      Given a node
      And the endpoint of "a.svc" has connected
      When 40 endpoints announce a payload of 33554432 octets each
      Then the endpoint of "a.svc" is still served
      And a new endpoint is served

    @CLU-HARD-012 @must @node
    Scenario: Node takes a payload of 32 MiB
      Given a node that has the page's times
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends a ping of 32 MiB to the node
      Then the endpoint of "a.svc" receives the answer of 32 MiB

  Rule: A damaged payload harms nobody else

    @CLU-HARD-007 @must @node @hardening
    Scenario Outline: Node outlives <packet> of an endpoint
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" sends <packet> to the node
      Then the endpoint of "b.svc" is still served
      And a new endpoint is served

      Examples:
        | packet                                                                                    |
        | join without payload                                                                      |
        | join of 17 octets                                                                         |
        | join answer of 256 octets                                                                 |
        | connect without payload                                                                   |
        | connect of 256 octets                                                                     |
        | connect answer of 256 octets                                                              |
        | update nodes of 256 octets                                                                |
        | nodes of 256 octets                                                                       |
        | enumerate endpoints [FF FE C0 80]                                                         |
        | endpoints [65 6F 62 6A 65 63 74 00 00 00 00 00 FF FF FF FF FF FF FF FF]                   |
        | status of 256 octets                                                                      |
        | status [65 6F 62 6A 65 63 74 00 00 00 00 00 10 00 00 00 FF FF FF FF 00 00 00 00 00 00 00] |
        | info of 256 octets                                                                        |
        | log primary of 7 octets                                                                   |
        | log broadcast of 15 octets                                                                |
        | log client without payload                                                                |
        | launch host of 4096 octets                                                                |
        | launch answer of 3 octets                                                                 |
        | launch answer of 12 octets                                                                |
        | compile [00]                                                                              |
        | compile [78 36 34 00 FF FF FF FF]                                                         |
        | compile [FF FE 00 65 63 73 2E 31 2E 30 00]                                                |
        | compile answer [02]                                                                       |
        | compile notice of 13 octets                                                               |
        | compile notice [01 00 01 00 04 00 00 02 00 00 00 00 2E 2E 2F 61 00 2E 2E 2F]              |
        | host table of 9 octets                                                                    |
        | schedule task of 3 octets                                                                 |
        | schedule task [00 00 00 00 4D 61 69 6E]                                                   |
        | queue status of 15 octets                                                                 |

    @CLU-HARD-007 @must @node @hardening
    Scenario Outline: Node outlives <what> as a package
      Given a node
      And the endpoint of "b.svc" has connected
      And the client has connected
      When the client launches <what>
      Then the endpoint of "b.svc" is still served
      And a new endpoint is served

      Examples:
        | what                                 |
        | a package of endlessly many entries  |
        | a package whose offsets lead nowhere |
        | a package whose manifest is endless  |

    @CLU-HARD-007 @must @node @needs-adapter @hardening
    Scenario Outline: Node outlives <packet> of another node
      Given a node
      And the endpoint of "b.svc" has connected
      And the node "beta" is connected
      When the node "beta" sends <packet> to the node
      Then the endpoint of "b.svc" is still served
      And a new endpoint is served

      Examples:
        | packet                                                                                                                                 |
        | join of 256 octets                                                                                                                     |
        | connect of 256 octets                                                                                                                  |
        | update nodes without payload                                                                                                           |
        | update nodes of 256 octets                                                                                                             |
        | update nodes [65 63 73 2E 31 2E 30 00 04 00 00 80 00 00 00 00 1C 00 00 00 FF FF FF FF 00 00 00 00 FF FF FF 7F FF FF FF 7F]             |
        | update nodes [65 63 73 2E 31 2E 30 00 04 00 00 80 00 00 00 00 1C 00 00 00 0C 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00] |
        | status of 256 octets                                                                                                                   |
        | log broadcast of 3 octets                                                                                                              |
        | kill host of 256 octets                                                                                                                |
        | allow tasks without payload                                                                                                            |

  Rule: Who does not read blocks nobody

    @CLU-HARD-008 @must @node @hardening
    Scenario: Node serves others while an endpoint does not read
      Given a node that has the page's times
      And the endpoint of "slow.svc" has connected
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "slow.svc" reads no more
      And the endpoint of "a.svc" sends 24 MiB to the endpoint of "slow.svc"
      Then the endpoint of "b.svc" is still served
      And a new endpoint is served
      And the endpoint of "a.svc" is still served

    @CLU-HARD-009 @should @node @hardening
    Scenario: Node drops an endpoint that does not read
      Given a node that has the page's times
      And the endpoint of "slow.svc" has connected
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "slow.svc" reads no more
      And the endpoint of "a.svc" sends 24 MiB to the endpoint of "slow.svc"
      Then the endpoint of "b.svc" is told no endpoint of "slow.svc" in the end

  Rule: What is launched stays in its folder, and only hosts are hosts

    @CLU-HARD-010 @must @node @needs-adapter @claim-kernels @hardening
    Scenario Outline: Node launches no <what>
      Given a node
      And the client has connected
      When the client launches a <what>
      Then the client receives the launch status 8005

      Examples:
        | what                                |
        | kernel with a file that leads out   |
        | kernel with a file on another drive |
        | kernel whose root file leads out    |

    @CLU-HARD-011 @must @node @hardening
    Scenario: Node takes no ready notice from an endpoint that is no job host
      Given a node
      And the client has connected
      And the client has allowed tasks
      When the client sends launch answer without payload to the node
      And the client launches a package for nobody
      Then the client receives the launch status 8004
