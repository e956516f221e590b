public import AgentProtocol
public import Core
import Fleet
public import Store

extension Ports {
    /// Decides that a host is to have the port.
    ///
    /// - Throws: `Fault` 404 for no such port.
    public static func bind(_ tx: Transaction, _ id: PortID, to host: String, now: Timestamp) throws {
        let port = try get(tx, id)
        guard port.bindingHost != host || port.bindingGeneration == nil else { return }
        if port.bindingHost != nil { try unbind(tx, id, now: now) }
        try tx.execute(
            "UPDATE network_port SET binding_host = \(host), revision = revision + 1, updated_at = \(now) WHERE id = \(id)")
        guard let generation = try PortItems.put(tx, try get(tx, id), now: now) else { return }
        try tx.execute("UPDATE network_port SET binding_generation = \(generation) WHERE id = \(id)")
        hint(tx, port)
    }

    /// Decides that no host is to have the port any more.
    public static func unbind(_ tx: Transaction, _ id: PortID, now: Timestamp) throws {
        let port = try get(tx, id)
        guard let host = port.bindingHost else { return }
        try tx.execute(
            """
            UPDATE network_port SET binding_host = NULL, binding_generation = NULL, revision = revision + 1, updated_at = \(now)
            WHERE id = \(id)
            """)
        try PortItems.remove(tx, port, from: host, now: now)
        hint(tx, port)
    }

    /// - Throws: `Fault` 404 for no such port.
    public static func binding(_ s: Snapshot, _ id: PortID) throws -> PortBinding {
        let port = try get(s, id)
        guard let host = port.bindingHost else {
            let isSomewhere =
                try s.first(
                    "SELECT host FROM fleet_observation WHERE id = \(id) AND set_name = 'host/' || host AND state <> 'absent'")
                != nil
            return isSomewhere ? .releasing : .unbound
        }
        let observed = try DesiredSets.observation(s, host: host, set: SetName.host(host), id: id.string)
        guard let generation = port.bindingGeneration, let observed, observed.generation >= generation else {
            return .pending("waiting for \(host) to take over port \(id)")
        }
        return binding(observed, host: host, port: id)
    }

    private static func binding(_ observed: Observed, host: String, port: PortID) -> PortBinding {
        switch observed.state {
        case .ready: return .ready
        case .pending: return .pending("\(host) is making port \(port)")
        case .absent: return .pending("waiting for \(host) to make port \(port)")
        case .failed:
            let problem = observed.problem ?? Apus_Agent_V1_Problem()
            let fault = Fault(
                .unavailable, code: problem.code.isEmpty ? "NETWORK-PORT-FAILED" : problem.code,
                "Host \(host) could not make port \(port): \(problem.message)", hint: problem.hint.isEmpty ? nil : problem.hint)
            return .failed(fault, passesElsewhere: problem.passesElsewhere)
        }
    }

    /// Whether a host no longer has the port: its item is gone, and the host says so or has never said anything of it.
    public static func isReleased(_ s: Snapshot, _ id: PortID, host: String) throws -> Bool {
        let set = SetName.host(host)
        guard try !DesiredSets.contains(s, set: set, id: id.string) else { return false }
        let observed = try DesiredSets.observation(s, host: host, set: set, id: id.string)
        return observed == nil || observed?.state == .absent
    }

    /// What Compute tells the host about the port's interface; nil for no such port.
    public static func domainInterface(_ s: Snapshot, _ id: PortID) throws -> Apus_Agent_V1_DomainInterface? {
        guard let port = try find(s, id) else { return nil }
        let network = try Networks.get(s, port.networkID)
        var interface = Apus_Agent_V1_DomainInterface()
        interface.portID = port.id.string
        interface.mac = port.macAddress
        interface.tap = port.tap
        interface.networkID = network.id.string
        interface.mtu = UInt32(network.mtu)
        interface.model = "virtio"
        return interface
    }
}
