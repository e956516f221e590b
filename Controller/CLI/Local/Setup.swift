import Core
import Glibc
import Trust

/// Makes a cloud's files on this machine.
///
/// Theory of operation. Each step looks at what there is and makes only what is missing, so that a run that was killed is
/// completed by the next one; `local.yaml`, written last, says that all is there. The administrator's password is drawn and
/// stored before the database learns it: killed in between, the next run uses the same.
struct Setup: Sendable {
    let directory: StateDirectory
    let wishes: SetupWishes

    /// What was made, in words; empty if everything was there.
    func run(_ console: Console) async throws -> [String] {
        if try LocalCloud.load(directory) != nil {
            try wishes.compare(with: ControllerConfig.load(directory.configuration), in: directory)
            return []
        }
        let cloudsFile = CloudsFile(path: CloudsFile.home(of: directory))
        let isNew = try DurableFile.read(passwordFile) == nil
        try prepareDirectory()
        let config = try configuration()
        try refuseForeignEntry(cloudsFile, Self.authURL(config))
        let made = try trust(config)
        let password = try password()
        try await console.working("Making the database") { try await makeDatabase(password) }
        if try isNew || cloudsFile.entry(wishes.cloud) == nil {
            try cloudsFile.put(entry(config, password), named: wishes.cloud)
        }
        let local = LocalCloud(
            cloud: wishes.cloud, cloudsFile: cloudsFile.path, agentMetrics: "127.0.0.1:\(wishes.agentMetricsPort ?? 9105)")
        try local.store(in: directory)
        return ["admin created"] + made + ["TLS on", "clouds.yaml written"]
    }

    /// Writes the entry of a cloud that is complete into its clouds.yaml, if it is missing there: after a restore.
    static func restoreEntry(_ directory: StateDirectory) throws {
        guard let local = try LocalCloud.load(directory) else { return }
        let setup = Setup(directory: directory, wishes: SetupWishes(cloud: local.cloud))
        let file = CloudsFile(path: local.cloudsFile)
        guard try file.entry(local.cloud) == nil, let password = try DurableFile.read(setup.passwordFile) else { return }
        let config = try ControllerConfig.load(directory.configuration)
        try file.put(setup.entry(config, String(decoding: password, as: UTF8.self)), named: local.cloud)
    }

    private func entry(_ config: ControllerConfig, _ password: String) -> CloudEntry {
        CloudEntry(
            authURL: Self.authURL(config), username: "admin", password: password, project: "admin", region: config.region,
            cacert: directory.caCertificate)
    }

    private static func authURL(_ config: ControllerConfig) -> String {
        "https://\(bracketed(config.name)):\(config.port)/identity/v3"
    }

    private var passwordFile: String { "\(directory.path)/keys/admin-password" }

    /// What an `init` that was killed has started may still be at it.
    private func makeDatabase(_ password: String) async throws {
        let arguments = [try Programs.controller, "bootstrap", "--config", directory.configuration]
        let done = try await Wait.until(.seconds(15)) { () -> Bool? in
            let outcome = try await Run.program(arguments, input: password + "\n")
            if outcome.status == 0 { return true }
            guard outcome.lastWords.contains("STORE-IN-USE") else {
                throw Fault(.internalError, code: "INIT-DATABASE", "The database cannot be made: \(outcome.lastWords)")
            }
            return nil
        }
        guard done == nil else { return }
        throw Fault(
            .requestTimeout, code: "INIT-DATABASE", "Another program works on the database in \(directory.path)",
            hint: "If a controller runs on it, stop it: apus down")
    }

    private func prepareDirectory() throws {
        try directory.create()
        guard chmod(directory.path, 0o700) == 0 else {
            throw Fault(
                .forbidden, code: "STATE-MODE", "The mode of \(directory.path) cannot be set: \(Errno.last.text)",
                hint: "Run this as root, or choose a directory of your own with --state.")
        }
        if directory.isStandard { try StateDirectory.makeDirectories("/etc/apus", mode: 0o755) }
        guard try ProcessLock.take("\(directory.runDirectory)/setup.lock") != nil else {
            throw Fault(
                .requestTimeout, code: "INIT-RUNNING", "Another `apus init` or `apus up` is making this cloud",
                hint: "Wait for it, then try again.")
        }
    }

    private func configuration() throws -> ControllerConfig {
        if Machine.exists(directory.configuration) {
            let config = try ControllerConfig.load(directory.configuration)
            try wishes.compare(with: config, in: directory)
            return config
        }
        let config = wishes.configuration(state: directory.path)
        try DurableFile.write(Array(config.yaml.utf8), to: directory.configuration, mode: config.fileMode)
        return config
    }

    /// An entry of this name that means another cloud is somebody's way into that cloud.
    private func refuseForeignEntry(_ file: CloudsFile, _ authURL: String) throws {
        guard let entry = try file.entry(wishes.cloud), entry.authURL != authURL else { return }
        throw Fault(
            .conflict, code: "CLOUDS-EXISTS",
            "\(file.path) has an entry '\(wishes.cloud)' already, for \(entry.authURL)",
            hint: "Rename or remove that entry, or choose another name for this cloud with --cloud.")
    }

    private func trust(_ config: ControllerConfig) throws -> [String] {
        let now = SystemTime().now
        let exists = Machine.exists(directory.caCertificate)
        let authority =
            try exists
            ? CertificateAuthority.load(from: directory)
            : CertificateAuthority.create(in: directory, name: "Apus \(config.region)", now: now)
        try ServerCertificate.ensure(
            in: directory, authority: authority, names: MachineNames.all(first: config.name), now: now)
        return exists ? [] : ["certificate authority created"]
    }

    private func password() throws -> String {
        if let bytes = try DurableFile.read(passwordFile) { return String(decoding: bytes, as: UTF8.self) }
        let alphabet = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        var generator = SystemRandomNumberGenerator()
        let password = String((0..<24).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
        try DurableFile.write(Array(password.utf8), to: passwordFile, mode: 0o600)
        return password
    }

    /// IPv6 addresses stand in brackets in a URL (RFC 3986 §3.2.2).
    static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
