import Core

/// Do the programs run, and are the ports theirs?
enum ProcessCheck {
    static func run(_ directory: StateDirectory, _ config: ControllerConfig) async throws -> [Finding] {
        let runner = Runners.choose(for: directory)
        let controller = try await runner.process(.controller)
        var findings = ports(config, controller: controller?.pid)
        if let controller {
            findings.append(
                .good("Controller", "runs (pid \(controller.pid), \(Figures.size(controller.residentMemory)) of memory)"))
        } else {
            let words = try await runner.lastWords(.controller).last.map(LogWords.text)
            findings.append(
                .bad(
                    "Controller", "CONTROLLER-DOWN", "It does not run." + (words.map { " Its last words: \($0)" } ?? ""),
                    "apus up"))
        }
        guard Machine.exists(AgentFiles(directory).settings) else { return findings }
        if let agent = try await runner.process(.agent) {
            findings.append(.good("Agent", "runs (pid \(agent.pid), \(Figures.size(agent.residentMemory)) of memory)"))
        } else {
            findings.append(.bad("Agent", "AGENT-DOWN", "The agent of this host does not run", "apus up"))
        }
        return findings
    }

    private static func ports(_ config: ControllerConfig, controller: Int32?) -> [Finding] {
        let findings = [config.port, config.fleetPort].compactMap { port in
            judge(port, taken: PortCheck.isTaken(port), listener: PortCheck.listener(port), controller: controller, config)
        }
        return findings.isEmpty ? [.good("Ports", "\(config.port) (API) and \(config.fleetPort) (agents)")] : findings
    }

    /// nil if all is well: the controller has the port, or, while it is down, nobody.
    static func judge(
        _ port: Int, taken: Bool, listener: PortCheck.Listener?, controller: Int32?, _ config: ControllerConfig
    ) -> Finding? {
        if let listener, listener.pid == controller { return nil }
        if taken {
            let fault = PortCheck.taken(port, by: listener, in: config)
            return .bad("Ports", fault.code, fault.message, fault.hint ?? "")
        }
        guard controller != nil else { return nil }
        return .bad(
            "Ports", "PORT-SILENT", "The controller runs, but does not listen on port \(port)",
            "It may be starting. If it stays so: apus down && apus up")
    }
}
