public import AgentProtocol

/// What is wrong with a host, each with what to do about it. Pure.
public enum HealthProblems {
    /// Below this share of memory the kernel begins to kill.
    static let memoryPercent = 5.0

    public static func find(
        _ health: Apus_Agent_V1_HostHealth, _ spec: Apus_Agent_V1_HealthSpec, watchesLibvirt: Bool
    ) -> [Apus_Agent_V1_Problem] {
        var problems = fullDisks(health, percent: spec.diskFreePercent)
        if let drift = clockDrift(health, limit: spec.timeDriftMilliseconds) { problems.append(drift) }
        if let memory = lowMemory(health) { problems.append(memory) }
        if watchesLibvirt, !health.facts.libvirtProblem.isEmpty {
            problems.append(
                problem(
                    "HOST-LIBVIRT-UNREACHABLE", health.facts.libvirtProblem,
                    "Guests that run go on; none can be started here until libvirt answers."))
        }
        return problems
    }

    private static func fullDisks(_ health: Apus_Agent_V1_HostHealth, percent: UInt32) -> [Apus_Agent_V1_Problem] {
        health.fileSystems.compactMap { fileSystem in
            let free = share(fileSystem.freeBytes, of: fileSystem.sizeBytes)
            guard fileSystem.sizeBytes > 0, free < Double(percent) else { return nil }
            return problem(
                "HOST-DISK-FULL",
                "\(fileSystem.mountPoint) (\(fileSystem.device)) has \(oneDigit(free)) % free of \(gibibytes(fileSystem.sizeBytes)).",
                "Remove what is not needed under \(fileSystem.mountPoint), or make it larger; at least \(percent) % should be free."
            )
        }
    }

    private static func clockDrift(_ health: Apus_Agent_V1_HostHealth, limit: UInt32) -> Apus_Agent_V1_Problem? {
        let microseconds = health.timeDriftMicroseconds.magnitude
        guard health.timeDriftKnown, limit > 0, microseconds > UInt64(limit) * 1000 else { return nil }
        let direction = health.timeDriftMicroseconds > 0 ? "ahead of" : "behind"
        return problem(
            "HOST-CLOCK-DRIFT", "The clock of this host is \(microseconds / 1000) ms \(direction) the controller's.",
            "Let one time service (chrony or systemd-timesyncd) run here and on the controller, from the same source.")
    }

    private static func lowMemory(_ health: Apus_Agent_V1_HostHealth) -> Apus_Agent_V1_Problem? {
        let free = share(health.memoryAvailableBytes, of: health.facts.memoryBytes)
        guard health.facts.memoryBytes > 0, free < memoryPercent else { return nil }
        return problem(
            "HOST-MEMORY-LOW",
            "Only \(oneDigit(free)) % of \(gibibytes(health.facts.memoryBytes)) memory is available on this host.",
            "Move guests away, or stop what else runs here; `ps aux --sort=-rss | head` shows the largest.")
    }

    private static func problem(_ code: String, _ message: String, _ hint: String) -> Apus_Agent_V1_Problem {
        var problem = Apus_Agent_V1_Problem()
        problem.code = code
        problem.message = message
        problem.hint = hint
        problem.passesElsewhere = true
        return problem
    }

    private static func share(_ part: UInt64, of whole: UInt64) -> Double {
        whole == 0 ? 100 : Double(part) * 100 / Double(whole)
    }

    private static func oneDigit(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    private static func gibibytes(_ bytes: UInt64) -> String { "\(oneDigit(Double(bytes) / 1_073_741_824)) GiB" }
}
