import AgentProtocol
import AgentRuntime
import HostCommands
import Netlink
import Nftables

/// Why an item cannot be made true here, in the words of an operator.
struct Trouble: Error, Sendable, Equatable {
    var code: String
    var message: String
    var hint: String
    var passesElsewhere: Bool

    init(_ code: String, _ message: String, hint: String, passesElsewhere: Bool = false) {
        self.code = code
        self.message = message
        self.hint = hint
        self.passesElsewhere = passesElsewhere
    }

    var problem: Problem {
        var problem = Problem()
        problem.code = code
        problem.message = message
        problem.hint = hint
        problem.passesElsewhere = passesElsewhere
        return problem
    }

    static func of(_ error: any Error) -> Trouble {
        switch error {
        case let trouble as Trouble: trouble
        case let error as NetlinkError where error.isUnsupported:
            Trouble(
                "NET-UNSUPPORTED", "The kernel of this host cannot do this: \(error).",
                hint: "Load the modules bridge, vxlan and veth, or use a kernel that has them.", passesElsewhere: true)
        case let error as NetlinkError:
            Trouble(
                "NET-KERNEL", "The kernel refused a change of the network: \(error).",
                hint: "The agent needs CAP_NET_ADMIN and CAP_SYS_ADMIN; it tries again by itself.", passesElsewhere: true)
        case let error as RulesetError:
            Trouble(
                "NET-RULES", "nftables refused the rules: \(error).",
                hint: "See whether the kernel has nf_tables with the families bridge, inet and arp; the agent tries again.",
                passesElsewhere: true)
        case CommandError.missing(let program):
            Trouble(
                "NET-PROGRAM", "The program \(program) is not installed on this host.",
                hint: "Install the packages that the agent depends on (Debian: dnsmasq-base, conntrack).", passesElsewhere: true)
        default:
            Trouble("NET-FAILED", "\(error)", hint: "The agent tries again by itself; its log says more.", passesElsewhere: true)
        }
    }
}
