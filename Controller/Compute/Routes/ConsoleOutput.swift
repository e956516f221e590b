import AgentProtocol
import Core
import Fleet
import Store
import Web

/// `os-getConsoleOutput`: what the guest's serial console has printed, fetched from its host.
struct ConsoleOutput: Sendable {
    let store: Store
    let tunnels: TunnelRegistry
    /// As much as a host is asked for.
    private static let maximumBytes = 256 * 1024

    var all: [ServerAction] { [ServerAction("os-getConsoleOutput", "os_compute_api:os-console-output", output)] }

    private func output(_ call: ServerAction.Call) async throws -> Reply {
        let input = try Input.root(call.body, "os-getConsoleOutput")
        try input.allow(["length"])
        let length = try input.optional("length").flatMap { $0.json.isNull ? nil : try $0.integer(-1...Int64(Int32.max)) }
        let server = try await store.read { try Servers.get($0, call.id) }
        guard let host = server.state.host, server.state.domainGeneration != nil else {
            throw Refusal.conflict("Instance \(call.id) is not ready")
        }
        let text = try await read(host, call.id)
        let lines = length.flatMap { $0 < 0 ? nil : Self.tail(text, lines: $0) } ?? text
        return .json { w in w.object { $0.field("output", lines) } }
    }

    private func read(_ host: String, _ id: ServerID) async throws -> String {
        let tunnel = try await tunnels.open(
            host: host, target: .consoleLog, domain: id.string, tailBytes: Self.maximumBytes)
        defer { tunnel.close() }
        var bytes: [UInt8] = []
        for try await part in tunnel.incoming {
            bytes += part
            if bytes.count > Self.maximumBytes { break }
        }
        // JSON has no place for what is no text; a terminal's control characters are text.
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What stands behind the last `lines` − 1 ends of lines, as upstream counts: the piece after the last end is a line, too.
    static func tail(_ text: String, lines: Int) -> String {
        guard lines > 0 else { return "" }
        // By bytes: the carriage return that a console sends before it makes another character of an end of line.
        let bytes = Array(text.utf8)
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        guard ends.count >= lines else { return text }
        return String(decoding: bytes[(ends[ends.count - lines] + 1)...], as: UTF8.self)
    }
}
