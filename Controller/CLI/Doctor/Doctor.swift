import Core

/// Looks at all that can be wrong with a cloud on this machine. It only looks.
struct Doctor: Sendable {
    let directory: StateDirectory

    func run() async throws -> [Finding] {
        guard Machine.exists(directory.configuration) || Machine.exists(directory.path) else {
            // A machine that only uses a cloud, or has none.
            return await CloudCheck.run(directory)
        }
        let config: ControllerConfig
        do {
            config = try ControllerConfig.load(directory.configuration)
        } catch let fault as Fault {
            return [.bad("Configuration", fault.code, fault.message, fault.hint ?? "")]
        }
        let local = try? LocalCloud.load(directory)
        var findings: [Finding] = [.good("Configuration", directory.configuration)]
        findings += FileCheck.modes(directory, cloudsFile: local?.cloudsFile)
        findings.append(FileCheck.disk(directory.path))
        findings += CertificateCheck.run(directory, now: SystemTime().now)
        findings += try await ProcessCheck.run(directory, config)
        findings += await CloudCheck.run(directory)
        if Machine.exists(AgentFiles(directory).settings) { findings.append(LibvirtCheck.run()) }
        return findings
    }
}
