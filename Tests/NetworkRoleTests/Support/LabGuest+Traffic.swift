import HostCommands
import Netlink

/// What guests do in tests.
extension NetworkLab {
    func inside(_ guest: LabGuest) -> NetworkNamespace { directory.namespace(guest.name) }

    func run(_ guest: LabGuest, _ words: String...) async throws -> CommandResult { try await run(inside(guest), words) }

    /// Does one of a few requests come back?
    func pings(_ guest: LabGuest, _ address: String, from source: String? = nil) async throws -> Bool {
        try await pings(inside(guest), address, from: source)
    }

    func pings(_ namespace: NetworkNamespace, _ address: String, from source: String? = nil) async throws -> Bool {
        let from = source.map { ["-I", $0] } ?? []
        return try await run(namespace, ["ping", "-q", "-c", "3", "-i", "0.2", "-W", "1"] + from + [address]).status == 0
    }

    /// Can a connection be made?
    func connects(_ guest: LabGuest, _ address: String, _ port: Int) async throws -> Bool {
        try await run(guest, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/\(address)/\(port)").status == 0
    }

    /// A lease by DHCP, taken as a guest would; nil where there is none.
    func lease(_ guest: LabGuest) async throws -> String? {
        let script = root + "/udhcpc"
        let text = """
            #!/bin/sh
            [ "$1" = bound ] || exit 0
            ip addr replace "$ip/$mask" dev "$interface"
            set -- $staticroutes
            while [ $# -ge 2 ]; do ip route replace "$1" via "$2"; shift 2; done
            echo "$ip mtu=$mtu router=$router dns=$dns domain=$domain name=$hostname"
            """
        try await HostCommandRunner().run("sh", ["-c", "cat > \"$0\" && chmod 755 \"$0\"", script], input: Array(text.utf8))
        let result = try await run(
            guest, "busybox", "udhcpc", "-f", "-n", "-q", "-t", "8", "-T", "1", "-i", "eth0", "-s", script, "-O", "121", "-O",
            "mtu")
        return result.status == 0 ? result.text.trimmingNewlines : nil
    }

    func fetch(_ guest: LabGuest, _ url: String) async throws -> String? {
        let result = try await run(guest, "timeout", "5", "busybox", "wget", "-q", "-O", "-", url)
        return result.status == 0 ? result.text : nil
    }
}

extension String {
    var trimmingNewlines: String { String(drop { $0.isNewline }.reversed().drop { $0.isNewline }.reversed()) }
}
