import AgentProtocol
public import Core
public import Fleet
public import Store
import SwiftProtobuf

/// A port's three views: the API's row, the items that were made of it, and what hosts say of these.
public enum PortDebug {
    /// - Throws: `Fault` 404 PortNotFound.
    public static func sheet(_ s: Snapshot, _ id: PortID) throws -> DebugSheet {
        let port = try Ports.get(s, id)
        let own = try ownItem(s, port)
        let addresses = port.fixedIPs.map(\.address).joined(separator: ", ")
        var sheet = DebugSheet(
            kind: "port", id: id.string, name: port.name.isEmpty ? addresses : port.name, status: port.status.rawValue,
            intent: .init("the API", "revision \(port.revision)", at: port.updatedAt),
            decided: .init("its binding", port.bindingGeneration.map { "from generation \($0) on" }),
            observed: try .agent(of: port.bindingHost, s, observedAt: own?.observedAt))
        let network = try Networks.get(s, port.networkID)
        sheet.lines.append(.init("network", intent: "\(network.name) (\(network.id))"))
        sheet.lines.append(.init("device", intent: port.deviceID.isEmpty ? "none" : "\(port.deviceOwner) \(port.deviceID)"))
        sheet.lines.append(try binding(s, port))
        sheet.lines.append(try spec(s, port, addresses))
        if let own { sheet.add(own, as: port.isRouters ? "item of its router" : "item") }
        if let host = port.bindingHost { try describe(s, port, on: host, &sheet) }
        return sheet
    }

    /// A router's port is a part of its router's item.
    private static func ownItem(_ s: Snapshot, _ port: Port) throws -> ItemSight? {
        guard let host = port.bindingHost else { return nil }
        let id = port.isRouters ? port.deviceID : port.id.string
        return try ItemSight.find(s, host: host, set: SetName.host(host), id: id)
    }

    private static func binding(_ s: Snapshot, _ port: Port) throws -> DebugSheet.Line {
        let decided = port.bindingHost ?? "no host"
        guard !port.isRouters else { return .init("host", decided: decided) }
        return switch try Ports.binding(s, port.id) {
        case .unbound: .init("host", decided: decided, observed: "on no host")
        case .ready: .init("host", decided: decided, observed: "ready")
        case .pending(let why): .init("host", decided: decided, observed: why, agrees: false)
        case .failed(let fault, _): .init("host", decided: decided, observed: fault.message, agrees: false)
        case .releasing: .init("host", decided: decided, observed: "a host still has it", agrees: false)
        }
    }

    /// Whether the item says what the row would say now: it is written whenever the row changes.
    private static func spec(_ s: Snapshot, _ port: Port, _ addresses: String) throws -> DebugSheet.Line {
        let intent = "\(port.macAddress) \(addresses)\(port.isAdminUp ? "" : ", down")"
        guard let host = port.bindingHost, !port.isRouters else { return .init("address", intent: intent) }
        guard let item = try DesiredSets.item(s, set: SetName.host(host), id: port.id.string) else {
            return .init("address", intent: intent, decided: "no item", agrees: false)
        }
        let decided =
            "\(item.port.mac) \(item.port.addresses.map(\.ip).joined(separator: ", "))\(item.port.adminUp ? "" : ", down")"
        let isSame = item.port == PortItems.spec(port, try PortItems.subnets(s, port))
        return .init("address", intent: intent, decided: isSame ? decided : "\(decided), not as the API says", agrees: isSame)
    }

    /// What its host has besides: the network; and who else knows where it is.
    private static func describe(_ s: Snapshot, _ port: Port, on host: String, _ sheet: inout DebugSheet) throws {
        if let network = try ItemSight.find(s, host: host, set: SetName.host(host), id: port.networkID.string) {
            sheet.add(network, as: "its network on \(host)")
        }
        let set = SetName.network(port.networkID.string)
        let endpoint = try DesiredSets.item(s, set: set, id: port.id.string)?.peer.endpoint
        let hosts = try DesiredSets.subscribers(s, of: set)
        let sights = try hosts.compactMap { try ItemSight.find(s, host: $0, set: set, id: port.id.string) }
        let knowing = sights.count { $0.verdict == .agrees }
        let behind = sights.filter { $0.verdict != .agrees }.map(\.host)
        sheet.lines.append(
            .init(
                "peer of other hosts", decided: endpoint.map { $0.isEmpty ? "no tunnel address" : "at \($0)" } ?? "no item",
                observed: "\(knowing) of \(hosts.count) hosts know it"
                    + (behind.isEmpty ? "" : "; not: \(behind.prefix(5).joined(separator: ", "))"),
                agrees: endpoint != nil && behind.isEmpty))
    }
}

extension Port {
    fileprivate var isRouters: Bool { DeviceOwner.routers.contains(deviceOwner) }
}
