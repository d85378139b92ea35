Feature: Compiling
  An endpoint sends a node sources and hears at once that it works, every second again, and in the end what came of it.
  The sources of these scenarios are shell scripts that build themselves, for nodes that claim to compile.
  Source: spec/cluster.md 5.6, 7.2, 7.9, 7.11, 8.1, rows 31 to 33.

  Rule: A request without a zero octet is none

    @CLU-COMP-001 @must @node
    Scenario Outline: Node ignores a compile request <payload>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends compile <payload> to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | payload               |
        | "x64-windows-release" |
        | without payload       |

  Rule: Kills and notices that fit nothing change nothing

    @CLU-COMP-009 @must @node
    Scenario: Node does not answer kill compiler
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends kill compiler to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

    @CLU-COMP-010 @must @node
    Scenario Outline: Node ignores a compile notice <payload>
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends compile notice <payload> to the node
      Then the endpoint of "a.svc" receives nothing
      And the endpoint of "a.svc" is still served

      Examples:
        | payload                                        |
        | without payload                                |
        | of 11 octets                                   |
        | [01 00 01 00 04 00 00 02 00 00 00 00]          |
        | [01 00 01 00 04 00 00 02 01 00 00 00 23 37 00] |

  Rule: What is compiled is answered at once, and again and again

    @CLU-COMP-002 @must @node @needs-adapter @claim-compilers
    Scenario: Node says at once that it works
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build that takes 3 seconds
      Then the endpoint of "a.svc" receives compile answer without payload
      And the endpoint of "a.svc" receives compile answer without payload within 2 seconds
      And the endpoint of "a.svc" receives compile answer without payload within 2 seconds

    @CLU-COMP-002 @must @node @needs-adapter @claim-compilers
    Scenario: Node says that it works before it tells how it went
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build that fails
      Then the endpoint of "a.svc" receives compile answer without payload
      And the endpoint of "a.svc" is told that the build failed

  Rule: In the end the outcome is told

    @CLU-COMP-003 @must @node @needs-adapter @claim-compilers
    Scenario: Node tells that a build failed
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build that fails
      Then the endpoint of "a.svc" is told that the build failed, and why

    @CLU-COMP-005 @must @node @needs-adapter @claim-compilers
    Scenario Outline: Node tells that <package> cannot be built
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build of <package>
      Then the endpoint of "a.svc" is told that the build failed

      Examples:
        | package              |
        | a damaged package    |
        | an empty package     |
        | a package for nobody |

    @CLU-COMP-004 @should @node @needs-adapter @claim-compilers
    Scenario: Node has a text for a package that cannot be opened
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build of a damaged package
      Then the endpoint of "a.svc" is told that the build failed, and why

    @CLU-COMP-006 @must @node @needs-adapter @claim-compilers
    Scenario: Node gives what was built
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" asks for a build that succeeds
      Then the endpoint of "a.svc" is given a package of one asset, "windows-x64"

    @CLU-COMP-011 @must @node @needs-adapter @claim-compilers
    Scenario: Node says nothing more after the outcome
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "a.svc" has asked for a build that fails
      When the endpoint of "a.svc" is told that the build failed
      Then the endpoint of "a.svc" receives nothing

    @CLU-COMP-012 @must @node @needs-adapter @claim-compilers
    Scenario: Node compiles while tasks are disallowed
      Given a node
      And the endpoint of "a.svc" has connected
      When the endpoint of "a.svc" sends allow tasks [00] to the node
      And the endpoint of "a.svc" asks for a build that succeeds
      Then the endpoint of "a.svc" is given a package of one asset, "windows-x64"

  Rule: A compilation is killed by who asked for it

    @CLU-COMP-007 @must @node @needs-adapter @claim-compilers
    Scenario: Node ends the compilation of who kills it
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "a.svc" has asked for a build that takes 60 seconds
      And the endpoint of "a.svc" has received compile answer without payload
      When the endpoint of "a.svc" sends kill compiler to the node
      Then the endpoint of "a.svc" is told that the build failed

    @CLU-COMP-008 @must @node @needs-adapter @claim-compilers
    Scenario: Node leaves the compilation of others alone
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      And the endpoint of "a.svc" has asked for a build that takes 2 seconds
      And the endpoint of "a.svc" has received compile answer without payload
      When the endpoint of "b.svc" sends kill compiler to the node
      Then the endpoint of "a.svc" is given a package of one asset, "windows-x64"

    @CLU-COMP-013 @must @node @needs-adapter @claim-compilers
    Scenario: Node compiles for two at a time
      Given a node
      And the endpoint of "a.svc" has connected
      And the endpoint of "b.svc" has connected
      When the endpoint of "a.svc" asks for a build that takes 2 seconds
      And the endpoint of "b.svc" asks for a build that fails
      Then the endpoint of "a.svc" is given a package of one asset, "windows-x64"
      And the endpoint of "b.svc" is told that the build failed
