import Netlink

/// A dnsmasq(8) of a fake host: what it was started with, and what it has read.
struct MemoryProcess: Sendable {
    /// The program and its arguments.
    var words: [String]
    /// The number of the namespace that it lives in.
    var namespace: Int
    /// The lines of its configuration, as they were when it started.
    private(set) var configuration: [String]
    /// The lines of the files that it reads again at SIGHUP.
    private(set) var reservations: [String] = []
    private(set) var options: [String] = []

    private static let known: Set<String> = [
        "interface", "except-interface", "bind-dynamic", "port", "no-hosts", "no-resolv", "no-ping", "user", "group",
        "dhcp-authoritative", "dhcp-hostsfile", "dhcp-optsfile", "dhcp-leasefile", "pid-file", "dhcp-option-force", "dhcp-option",
        "dhcp-lease-max", "domain", "dhcp-range", "enable-ra", "ra-param",
    ]

    /// - Returns: nil where there is no such file
    init?(words: [String], namespace: Int, path: String, files: [String: String]) {
        guard let text = files[path] else { return nil }
        self.words = words
        self.namespace = namespace
        configuration = text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
        read(files)
    }

    /// The first line that dnsmasq would not understand.
    var nonsense: String? {
        configuration.first { line in !Self.known.contains(String(line.prefix { $0 != "=" })) }
    }

    var pidFile: String? { value("pid-file") }
    var leaseFile: String? { value("dhcp-leasefile") }

    mutating func read(_ files: [String: String]) {
        func lines(_ name: String) -> [String] {
            value(name).flatMap { files[$0] }?.split(separator: "\n").map(String.init) ?? []
        }
        reservations = lines("dhcp-hostsfile")
        options = lines("dhcp-optsfile")
    }

    /// The address that it would give to a guest.
    func address(of mac: String) -> String? {
        let line = reservations.first { $0.hasPrefix(mac + ",") && !$0.contains("[") }
        return line?.split(separator: ",").map(String.init).first { IPAddress($0)?.isV6 == false }
    }

    private func value(_ name: String) -> String? {
        configuration.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}
