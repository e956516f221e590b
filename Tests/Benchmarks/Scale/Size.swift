import ArgumentParser
import Core

/// What is simulated, and how long it is looked at: shared by the processes.
struct Size: ParsableArguments {
    @Option(help: "Simulated hosts.")
    var hosts = 100

    @Option(help: "Servers, all ACTIVE before anything is measured.")
    var servers = 500

    @Option(help: "Servers of one project; each project has a network and a security group of its own.")
    var projectSize = 20

    @Option(help: "Hosts that share the widest network.")
    var wide = 1000

    @Option(help: "Servers that are created one by one while creation is measured.")
    var creates = 500

    @Option(help: "How long servers come and go while memory is watched, in minutes.")
    var churn = 1.0

    @Flag(help: "Look only for seconds at everything: for a check, not for figures.")
    var short = false

    @Option(help: "The state directory; it is kept, and a later run finds its hosts and servers. Left out: a temporary one.")
    var state: String?

    @Option(help: "The fleet port on the loopback address.")
    var port = 17_650

    func validate() throws {
        guard hosts > 0, servers >= 0, projectSize > 0, wide > 0, creates > 0, churn >= 0 else {
            throw ValidationError("Counts have to be more than 0.")
        }
    }

    var wideHosts: Int { min(wide, hosts) }
    var idleTime: Duration { .seconds(short ? 3 : 30) }
    var churnTime: Duration { .seconds(short ? 3 : churn * 60) }
    var createCount: Int { short ? min(creates, 50) : creates }
    var decisions: Int { short ? 200 : 2000 }

    /// For another process of this program.
    func arguments(state: String) -> [String] {
        [
            "--hosts", "\(hosts)", "--servers", "\(servers)", "--project-size", "\(projectSize)", "--wide", "\(wide)",
            "--creates", "\(creates)", "--churn", "\(churn)", "--state", state, "--port", "\(port)",
        ] + (short ? ["--short"] : [])
    }

    func directory() throws -> StateDirectory {
        guard let state else { throw ValidationError("--state is missing.") }
        return StateDirectory(state)
    }

    func hostName(_ index: Int) -> String {
        let digits = String(index)
        return "h" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
