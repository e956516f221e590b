import Core
import Glibc

/// Who listens where on this machine (proc(5), net/tcp).
enum PortCheck {
    struct Listener: Sendable, Equatable {
        let pid: pid_t
        let program: String
    }

    /// - Throws: `Fault` PORT-IN-USE for the first port that another program has.
    static func refuseTaken(_ config: ControllerConfig) throws {
        for port in [config.port, config.fleetPort] where isTaken(port) {
            throw taken(port, by: listener(port), in: config)
        }
    }

    static func taken(_ port: Int, by listener: Listener?, in config: ControllerConfig) -> Fault {
        let who = listener.map { "\($0.program) (pid \($0.pid))" } ?? "another program"
        let option = port == config.port ? "port" : "fleet_port"
        return Fault(
            .conflict, code: "PORT-IN-USE", "Port \(port) is in use by \(who)",
            hint: "Stop that program, or set another \(option) in \(StateDirectory(config.state).configuration).")
    }

    static func isTaken(_ port: Int) -> Bool { !inodes(port).isEmpty }

    /// nil if nobody listens, or it cannot be seen who.
    static func listener(_ port: Int) -> Listener? {
        let wanted = Set(inodes(port).map { "socket:[\($0)]" })
        guard !wanted.isEmpty else { return nil }
        for name in Machine.names(in: "/proc") {
            guard let pid = pid_t(name) else { continue }
            let files = Machine.names(in: "/proc/\(pid)/fd")
            guard files.contains(where: { link("/proc/\(pid)/fd/\($0)").map(wanted.contains) ?? false }) else { continue }
            let program = Machine.text("/proc/\(pid)/comm").map { String($0.prefix { $0 != "\n" }) } ?? "?"
            return Listener(pid: pid, program: program)
        }
        return nil
    }

    /// The sockets that listen on the port.
    private static func inodes(_ port: Int) -> [Substring] {
        let hex = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        let listening = "0A"
        return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path -> [Substring] in
            (Machine.text(path) ?? "").split(separator: "\n").dropFirst().compactMap { line in
                let fields = line.split(separator: " ")
                return fields.count > 9 && fields[1].hasSuffix(suffix) && fields[3] == listening ? fields[9] : nil
            }
        }
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
