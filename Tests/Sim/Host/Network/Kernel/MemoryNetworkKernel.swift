import AgentRuntime
import Glibc
import Netlink
import NetworkRole
import Synchronization

/// The kernel of a fake host's network, as one life of its agent calls it.
struct MemoryNetworkKernel: NetworkKernel {
    /// Where the code that runs now is: no thread changes its namespace here.
    @TaskLocal static var place = NetworkNamespace.own

    let host: SimHostNetwork
    let calls: any HostCalls
    let time: any AgentTime

    func run<T: Sendable>(in namespace: NetworkNamespace, _ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await wait("nft")
        try await calls.look { _ = try number(of: namespace, "enter the namespace \(namespace)") }
        return try Self.$place.withValue(namespace) { try body() }
    }

    func dump(_ namespace: NetworkNamespace, _ parts: Set<DumpPart>) async throws -> NetworkDump {
        try await wait("dump")
        return try await calls.look {
            if let code = refusal("dump") { throw NetlinkError(code: code, what: "read the network's state") }
            let number = try number(of: namespace, "read \(namespace)")
            return try read(number).dump(parts)
        }
    }

    /// One after the other: an agent may die between two of them.
    func apply(_ changes: [NetlinkChange], in namespace: NetworkNamespace) async throws -> [NetlinkError?] {
        var results: [NetlinkError?] = []
        if changes.isEmpty { return results }
        let number = try number(of: namespace, "change \(namespace)")
        for change in changes {
            let name = "netlink \(change)"
            try await wait(name)
            let trouble = host.knobs.trouble(name)
            if trouble == .breakOff { throw NetlinkError(code: ENOBUFS, what: "read from netlink") }
            results.append(try await calls.call(name) { apply(change, in: number, trouble) })
        }
        return results
    }

    private func apply(_ change: NetlinkChange, in number: Int, _ trouble: NetworkKnobs.Trouble?) -> NetlinkError? {
        if trouble == .lie { return nil }
        if case .refuse(let code)? = trouble { return NetlinkError(code: code, what: change.description) }
        do {
            try host.state.withLock { state in
                let directory = host.settings.namespaceDirectory + "/"
                let names = state.network.names
                try state.network.apply(
                    change, in: number, find: { $0.hasPrefix(directory) ? names[String($0.dropFirst(directory.count))] : nil })
            }
            return nil
        } catch {
            return NetlinkError(code: (error as? Errno)?.code ?? EINVAL, what: change.description)
        }
    }

    func namespaces() async -> [String] {
        await calls.look { host.state.withLock { $0.network.names.keys.sorted() } }
    }

    func namespace(_ name: String) -> NetworkNamespace {
        NetworkNamespace(path: host.settings.namespaceDirectory + "/" + name)
    }

    func createNamespace(_ name: String) async throws {
        try await act("namespace add \(name)") { $0.network.create(name) }
    }

    func deleteNamespace(_ name: String) async throws {
        try await act("namespace delete \(name)") { $0.deleteNamespace(name) }
    }

    func set(_ values: [(name: String, value: String)], in namespace: NetworkNamespace) async throws {
        let number = try number(of: namespace, "set in \(namespace)")
        for (name, value) in values where try read(number).values[name] != value {
            try await act("setting \(name) to \(value)") { state in
                try state.network.change(number) { (space) throws(Errno) in try space.set(name, to: value) }
            }
        }
    }

    func announce(_ addresses: [IPAddress], on link: String, in namespace: NetworkNamespace) async throws {
        let number = try number(of: namespace, "announce in \(namespace)")
        try await act("announce \(addresses.map(\.description).joined(separator: ", ")) on \(link)") { state in
            guard let found = try state.network.space(number).links[link] else { throw Errno(ENODEV) }
            guard found.shown.isUp else { throw Errno(ENETDOWN) }
        }
    }

    /// Guests' questions go to `MemoryMetadata` here: nothing listens.
    func bind(_ address: IPAddress, port: UInt16, link: String, in namespace: NetworkNamespace) async throws -> Int32 {
        throw NetlinkError(code: EOPNOTSUPP, what: "listen at \(address) port \(port)")
    }

    func send(
        _ bytes: [UInt8], from source: IPAddress, to destination: IPAddress, port: UInt16, in namespace: NetworkNamespace
    ) async throws {
        let number = try number(of: namespace, "send in \(namespace)")
        try await act("send to \(destination) port \(port)") { state in
            guard try state.network.space(number).has(source) else { throw Errno(EADDRNOTAVAIL) }
        }
    }

    // MARK: -

    private func act(_ name: String, _ body: (inout HostNetworkState) throws -> Void) async throws {
        try await wait(name)
        let trouble = host.knobs.trouble(name)
        try await calls.call(name) {
            if trouble == .lie { return }
            if case .refuse(let code)? = trouble { throw NetlinkError(code: code, what: name) }
            do { try host.state.withLock { try body(&$0) } } catch let error as Errno {
                throw NetlinkError(code: error.code, what: name)
            }
        }
    }

    private func refusal(_ name: String) -> Int32? {
        if case .refuse(let code)? = host.knobs.trouble(name) { code } else { nil }
    }

    private func wait(_ name: String) async throws {
        if let delay = host.knobs.delay(name) { try await time.sleep(until: time.uptime + delay) }
    }

    private func read(_ number: Int) throws -> MemoryNamespace {
        do { return try host.state.withLock { try $0.network.space(number) } } catch let error as Errno {
            throw NetlinkError(code: error.code, what: "read the network's state")
        }
    }

    private func number(of namespace: NetworkNamespace, _ what: String) throws -> Int {
        guard let number = host.state.withLock({ host.number(of: namespace, $0) }) else {
            throw NetlinkError(code: ENOENT, what: what)
        }
        return number
    }
}
