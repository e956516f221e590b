public import Glibc

/// Where a controller keeps all that it must not lose. One directory is one cloud; several can live on one machine.
///
/// Its mode is 0700: whoever can read it is the cloud.
public struct StateDirectory: Sendable, Hashable {
    public static let standard = "/var/lib/apus"

    public let path: String

    public init(_ path: String = standard) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    public var isStandard: Bool { path == Self.standard }

    /// The controller's configuration: in /etc for the machine's own cloud, beside the state for every other one.
    public var configuration: String { isStandard ? "/etc/apus/controller.yaml" : "\(path)/controller.yaml" }

    public var database: String { "\(path)/apus.db" }
    public var caCertificate: String { "\(path)/ca/ca.pem" }
    public var caKey: String { "\(path)/ca/ca.key" }
    /// The controller's certificate, then the authority's.
    public var serverCertificate: String { "\(path)/tls/server.pem" }
    public var serverKey: String { "\(path)/tls/server.key" }
    /// Keys of the tokens, one file each, named 0, 1, 2 …
    public var fernetKeys: String { "\(path)/keys/fernet" }
    /// Keys of the secrets in the database, one file each, named 0, 1, 2 …
    public var sealingKeys: String { "\(path)/keys/sealing" }
    /// Overrides of the policy defaults, `*.yaml` and `*.json`.
    public var policyDirectory: String { "\(path)/policy" }
    /// The data of images.
    public var images: String { "\(path)/images" }
    public var runDirectory: String { "\(path)/run" }
    /// Held by the running controller.
    public var controllerLock: String { "\(runDirectory)/controller.lock" }
    /// Logs, where no systemd keeps them.
    public var logDirectory: String { "\(path)/log" }

    /// Makes the directories that are missing; those that exist keep their modes.
    ///
    /// - Throws: `Fault` STATE-CREATE.
    public func create() throws {
        for directory in ["ca", "tls", "keys", "keys/fernet", "policy", "run", "log"] {
            try Self.makeDirectories("\(path)/\(directory)", mode: 0o700)
        }
    }

    /// Like `mkdir -p`; `mode` is that of each directory that is made.
    public static func makeDirectories(_ path: String, mode: mode_t) throws {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectories(String(path[..<slash]), mode: mode)
            if mkdir(path, mode) == 0 || errno == EEXIST { return }
        }
        throw Fault(.internalError, code: "STATE-CREATE", "The directory \(path) cannot be made: \(Errno.last.text)")
    }
}
