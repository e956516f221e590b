import Core

/// Servers come and go for as long as was asked for; what stays in memory must not grow.
struct Churn {
    private static let project = "churn"
    private static let group = 20

    let cloud: Cloud
    let size: Size

    func run() async throws -> [Figure] {
        guard size.churnTime > .zero else { return [] }
        let network = try await Project(cloud: cloud, name: Self.project).network("10.201.0.0/24")
        let before = Usage.now.cpu
        var memory: [Int] = []
        var count = 0
        let end = ContinuousClock.now + size.churnTime
        repeat {
            try await turn(on: network)
            count += Self.group
            memory.append(Usage.now.memory)
        } while ContinuousClock.now < end
        let cpu = (Usage.now.cpu - before).milliseconds / Double(count)
        // The first turns fill caches.
        let (early, late) = (memory[memory.count / 4], memory[memory.count - 1])
        let growth = Double(late - early) / 1_048_576
        return [
            Figure("churn: servers created and deleted", Double(count), ""),
            Figure("churn: time", size.churnTime.seconds / 60, "min"),
            Figure("churn: CPU of the controller per server", cpu, "ms"),
            Figure("churn: memory at its end", Double(late) / 1_048_576, "MiB"),
            Figure(
                "churn: growth of memory after its first quarter", growth, "MiB", aim: "flat",
                isBroken: growth > 32 + Double(early) / 10_485_760),
        ]
    }

    private func turn(on network: String) async throws {
        let project = Project(cloud: cloud, name: Self.project)
        let ids = try await concurrently(0..<Self.group, width: Self.group) { _ in try await project.create(on: network) }
        try await until(ids, "ACTIVE")
        for id in ids { try await project.delete(id) }
        try await until(ids, "gone")
    }

    private func until(_ ids: [String], _ status: String) async throws {
        let project = Project(cloud: cloud, name: Self.project)
        for id in ids {
            try await eventually("a server is \(status)", within: .seconds(120), every: .milliseconds(5)) {
                try await project.status(id) == status
            }
        }
    }
}
