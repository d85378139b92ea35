Feature: Launching job hosts
  A job client sends a node a package and hears what comes of it: signs of life, then one final status. A node has one host at a time.
  The kernels of these scenarios are ES modules, for nodes that claim to run them.
  Source: spec/cluster.md 5.6, 5.7, 7.2, 7.6, 7.7, rows 3, 27 to 30, 35, 36 and 50.

  Rule: A package without a kernel for the node is refused

    @CLU-LAUNCH-001 @must @node
    Scenario Outline: Node has no use for <package>
      Given a node
      And the client has connected
      And the client has allowed tasks
      When the client launches <package>
      Then the client receives the launch status 8004

      Examples:
        | package                |
        | a package for nobody   |
        | a package of no assets |

    @CLU-LAUNCH-002 @must @node
    Scenario Outline: Node cannot open <package>
      Given a node
      And the client has connected
      And the client has allowed tasks
      When the client launches <package>
      Then the client receives the launch status 8005

      Examples:
        | package             |
        | a damaged package   |
        | an empty package    |
        | a package cut short |

    @CLU-LAUNCH-003 @must @node
    Scenario: Node tells a status of four octets
      Given a node
      And the client has connected
      And the client has allowed tasks
      When the client launches a package for nobody
      Then the client receives the launch status 8004 in four octets

    @CLU-LAUNCH-004 @must @node
    Scenario Outline: Node says nothing more after <status>
      Given a node
      And the client has connected
      And the client has allowed tasks
      And the client has launched <package>
      When the client receives the launch status <status>
      Then the client receives nothing more of the launch

      Examples:
        | package              | status |
        | a package for nobody | 8004   |
        | a damaged package    | 8005   |

    @CLU-LAUNCH-005 @must @node
    Scenario: Node that launched nothing is idle
      Given a node
      And the client has connected
      And the client has allowed tasks
      And the client has launched a package for nobody
      And the client has received the launch status 8004
      When the client launches a damaged package
      Then the client receives the launch status 8005

    @CLU-LAUNCH-006 @must @node
    Scenario: Node tells who asked, and nobody else
      Given a node
      And the client has connected
      And the second client has connected
      And the client has allowed tasks
      When the client launches a package for nobody
      Then the client receives the launch status 8004 from the node
      And the second client receives nothing

    @CLU-LAUNCH-023 @must @node @needs-adapter
    Scenario: Node judges the package of a client at another node
      Given a node
      And the node "beta" is connected
      When the node "beta" launches a package for nobody
      Then the node "beta" receives the launch status 8004

  Rule: Notices and kills that fit nothing change nothing

    @CLU-LAUNCH-020 @must @node
    Scenario: Node takes no ready notice while nothing starts
      Given a node
      And the host has connected
      And the host has allowed tasks
      When the host sends launch answer without payload to the node
      And the host launches a package for nobody
      Then the host receives the launch status 8004

    @CLU-LAUNCH-019 @must @node @needs-adapter
    Scenario: Node does not answer kill host
      Given a node
      And the client has connected
      When the client sends kill host to the node
      Then the client receives nothing
      And the client is still served

    @CLU-LAUNCH-017 @must @node @needs-adapter @profile-dialect-as-deployed
    Scenario: Node passes a kill of an endpoint on to all nodes
      Given a node
      And the client has connected
      And the node "beta" is connected
      And the node "gamma" is connected
      When the client sends kill host to the node
      Then the node "beta" receives kill host without payload from the node for the node "beta"
      And the node "gamma" receives kill host without payload from the node for the node "gamma"

    @CLU-LAUNCH-024 @must @node @needs-adapter @profile-dialect-seed-strict
    Scenario: Node keeps a kill of an endpoint to itself
      Given a node
      And the client has connected
      And the node "beta" is connected
      When the client sends kill host to the node
      Then the node "beta" receives nothing
      And the client is still served

    @CLU-LAUNCH-018 @must @node @needs-adapter
    Scenario: Node keeps a kill of a node to itself
      Given a node
      And the node "beta" is connected
      And the node "gamma" is connected
      When the node "beta" sends kill host to the node
      Then the node "gamma" receives nothing
      And the node "beta" receives nothing

  Rule: A kernel is started, and the client is told of its host

    @CLU-LAUNCH-007 @must @node @needs-adapter @claim-kernels
    Scenario: Node gives a client a host
      Given a node
      And the client has connected
      When the client launches a kernel that waits
      Then the client is given a host

    @CLU-LAUNCH-004 @must @node @needs-adapter @claim-kernels
    Scenario: Node says nothing more of a launch after the host
      Given a node
      And the client has connected
      And the client has launched a kernel that waits
      When the client is given a host
      Then the client receives nothing more of the launch

    @CLU-LAUNCH-012 @must @node @needs-adapter @claim-kernels
    Scenario: Node has its host among its endpoints
      Given a node
      And the client has connected
      When the client launches a kernel that waits
      And the client is given a host
      Then the client finds its host among the endpoints

    @CLU-LAUNCH-010 @must @node @needs-adapter @claim-kernels
    Scenario: Node tells that a kernel ended too early
      Given a node
      And the client has connected
      When the client launches a kernel that ends before it is ready
      Then the client receives the launch status 8008

    @CLU-LAUNCH-025 @must @node @needs-adapter @claim-kernels @claim-compilers
    Scenario: Node tells that sources cannot be compiled
      Given a node
      And the client has connected
      When the client launches a package of sources that fail
      Then the client receives the launch status 8006

    @CLU-LAUNCH-011 @must @node @needs-adapter @claim-kernels
    Scenario: Node gives signs of life while a host starts
      Given a node
      And the client has connected
      When the client launches a kernel that starts slowly
      Then the client hears at least 2 signs of life and is then given a host

  Rule: A node has one host at a time

    @CLU-LAUNCH-008 @must @node @needs-adapter @claim-kernels
    Scenario: Node is busy while its host runs
      Given a node
      And the client has connected
      And the second client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the second client launches a kernel that waits
      Then the second client receives the launch status 8002

    @CLU-LAUNCH-008 @must @node @needs-adapter @claim-kernels
    Scenario: Node is busy while its host starts
      Given a node
      And the client has connected
      And the second client has connected
      And the client has launched a kernel that starts slowly
      And the client hears a sign of life
      When the second client launches a package for nobody
      Then the second client receives the launch status 8002

    @CLU-LAUNCH-009 @must @node @needs-adapter @claim-kernels
    Scenario: Node that is busy looks neither at its permission nor at packages
      Given a node
      And the client has connected
      And the second client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the second client sends allow tasks [00] to the node
      And the second client launches a damaged package
      Then the second client receives the launch status 8002

    @CLU-LAUNCH-015 @must @node @needs-adapter @claim-kernels
    Scenario: Node tells that it works
      Given a node
      And the client has connected
      And the second client has connected
      When the client launches a kernel that waits
      And the client is given a host
      Then the node tells the second client that it works

  Rule: A host is killed, or told to end, and the node is idle

    @CLU-LAUNCH-016 @must @node @needs-adapter @claim-kernels
    Scenario: Node kills its host for an endpoint
      Given a node
      And the client has connected
      And the second client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the second client sends kill host to the node
      Then a launch of the second client is answered with the status 8004

    @CLU-LAUNCH-016 @must @node @needs-adapter @claim-kernels
    Scenario: Node kills its host for another node
      Given a node
      And the client has connected
      And the node "beta" is connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the node "beta" sends kill host to the node
      Then a launch of the node "beta" is answered with the status 8004

    @CLU-LAUNCH-022 @must @node @needs-adapter @claim-kernels
    Scenario: Node is idle when its host was told to end
      Given a node
      And the client has connected
      And the second client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the client sends terminate to its host
      Then a launch of the second client is answered with the status 8004 in the end

  Rule: A computation runs on the host and gives its result to the client

    @CLU-LAUNCH-013 @must @node @needs-adapter @claim-kernels
    Scenario: Host answers its table and its first task
      Given a node
      And the client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the client gives its host the table
      And the client gives its host the task "Main" with "input"
      Then the client receives host table answer from its host
      And the client receives schedule task answer from its host

    @CLU-LAUNCH-014 @must @node @needs-adapter @claim-kernels
    Scenario: Host gives the client what its task gave
      Given a node
      And the client has connected
      And the client has launched a kernel that gives back its input
      And the client has been given a host
      And the client has given its host the table
      When the client gives its host the task "Main" with "an input"
      Then the client receives the result "an input" of its host

    @CLU-LAUNCH-021 @must @node @needs-adapter @claim-kernels
    Scenario: Host tells its client how far it is
      Given a node
      And the client has connected
      And the client has launched a kernel that waits
      And the client has been given a host
      When the client gives its host the table
      Then the client receives host table answer from its host
      And the client receives queue status from its host
      And the client receives queue status from its host
