public import Glibc

/// How a controller runs: `/etc/apus/controller.yaml`, every member optional.
///
/// The table `ControllerConfig.options` names and explains each; the help and the refusals are made from it.
public struct ControllerConfig: Sendable, Equatable {
    /// The state directory.
    public var state = StateDirectory.standard
    /// The URL of a PostgreSQL database; empty: a file in the state directory.
    public var database = ""
    /// The address that the API and the fleet port listen on.
    public var listen = "0.0.0.0"
    /// The API's port (TLS).
    public var port = 5000
    /// The agents' port (mutual TLS).
    public var fleetPort = 5001
    /// The name or address by which clients and agents reach this controller; empty: this machine's host name.
    public var name = ""
    public var region = "RegionOne"
    /// How long a token is valid, in seconds.
    public var tokenLifetime = 3600
    /// How limits of projects and domains bind each other.
    public var limitModel = LimitModel.flat
    /// Addresses of proxies whose Forwarded and X-Forwarded-* headers are believed, as CIDR or plain addresses.
    public var trustedProxies: [String] = []
    /// How long running requests may take to finish after SIGTERM, in seconds.
    public var drain = 10

    public init() {}

    /// What the store is opened by: a file or a URL.
    public var databasePlace: String { database.isEmpty ? StateDirectory(state).database : database }

    /// Of the file that has this configuration: the URL of a database may have a password.
    public var fileMode: mode_t { database.isEmpty ? 0o644 : 0o600 }

    /// Reads a file of options.
    ///
    /// - Throws: `Fault` CONFIG-READ if it cannot be read, CONFIG-INVALID with file, option and reason if it is wrong.
    public static func load(_ path: String) throws -> ControllerConfig {
        guard let bytes = try DurableFile.read(path) else {
            throw Fault(
                .notFound, code: "CONFIG-READ", "There is no configuration \(path)",
                hint: "Run `apus init`, or name another file with --config.")
        }
        do {
            return try ControllerConfig(yaml: String(decoding: bytes, as: UTF8.self))
        } catch var fault as Fault {
            fault.message = "\(path): \(fault.message)"
            throw fault
        }
    }

    /// - Throws: `Fault` CONFIG-INVALID; an unknown option is refused with the nearest known one.
    public init(yaml text: String) throws {
        let json: JSON
        do {
            json = try JSON(yaml: text)
        } catch let fault as Fault {
            throw Self.invalid(fault.message)
        }
        if json.isNull { return }
        guard let members = json.object else { throw Self.invalid("the options must be a mapping of names to values") }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let option = Self.options.first(where: { $0.name == name }) else { throw Self.unknown(name) }
            if let reason = option.set(&self, value) { throw Self.invalid("\(name): \(reason)") }
        }
        guard port != fleetPort else { throw Self.invalid("port and fleet_port must differ") }
    }

    private static func unknown(_ name: String) -> Fault {
        let nearest = options.map(\.name).min { $0.editDistance(to: name) < $1.editDistance(to: name) }
        return invalid("unknown option '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
    }

    private static func invalid(_ reason: String) -> Fault {
        Fault(.badRequest, code: "CONFIG-INVALID", reason, hint: "`apus-controller run --help` lists every option.")
    }
}
