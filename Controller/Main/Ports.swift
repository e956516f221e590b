import Core
import Glibc

/// Looks whether the ports are free before anything else starts: the libraries' own words for a port in use do not say which.
enum Ports {
    /// - Throws: `Fault` CONTROLLER-PORT, CONFIG-LISTEN.
    static func check(_ config: ControllerConfig) throws {
        for (name, port) in [("port", config.port), ("fleet_port", config.fleetPort)] {
            try tryBinding(config.listen, port, option: name)
        }
    }

    private static func tryBinding(_ address: String, _ port: Int, option: String) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var result: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &result) == 0, let target = result else {
            throw Fault(
                .badRequest, code: "CONFIG-LISTEN", "'\(address)' is no address to listen on",
                hint: "Correct `listen` in the configuration; 0.0.0.0 means every address.")
        }
        defer { freeaddrinfo(result) }
        let file = socket(target.pointee.ai_family, target.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return }
        defer { close(file) }
        // As the listeners do: connections that have just ended are no reason to refuse.
        var on: Int32 = 1
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(file, target.pointee.ai_addr, target.pointee.ai_addrlen) == 0, listen(file, 1) == 0 else {
            throw Fault(
                .unavailable, code: "CONTROLLER-PORT", "Port \(port) on \(address) cannot be used: \(Errno.last.text)",
                hint: "`apus doctor` says who has it; or choose another `\(option)` in the configuration.")
        }
    }
}
