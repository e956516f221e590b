import Core
import Store

/// Servers that are asked for one by one, until their hosts say that they run, while somebody lists servers.
struct Creation {
    private static let width = 16

    let cloud: Cloud
    let size: Size

    func run() async throws -> [Figure] {
        let wishes = try await wishes()
        let (posts, lists) = (Times(), Times())
        let settled = try await cloud.activeServers() + cloud.failedServers()
        let reader = Task {
            while !Task.isCancelled {
                try await lists.measure { try await Project(cloud: cloud, name: Filling.wideProject).list() }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        let (before, start) = (Usage.now.cpu, ContinuousClock.now)
        let ids = try await concurrently(wishes, width: Self.width) { wish in
            (wish.project, try await posts.measure { try await wish.project.create(on: wish.network) })
        }
        let accepted = ContinuousClock.now - start
        // Counting is work, too, where there are a hundred thousand.
        try await eventually("all new servers are ACTIVE or in ERROR", within: .seconds(300), every: .milliseconds(50)) {
            try await cloud.activeServers() + cloud.failedServers() - settled >= ids.count
        }
        let (time, cpu) = (ContinuousClock.now - start, Usage.now.cpu - before)
        reader.cancel()
        let failed = try await cloud.failedServers()
        let gone = try await delete(ids)
        let count = Double(ids.count)
        return [
            Figure("creates accepted per second", count / accepted.seconds, "/s"),
            Figure("creates per second to ACTIVE", count / time.seconds, "/s", aim: "≥ 200"),
            Figure("create to ACTIVE: CPU of the controller, lists included", cpu.milliseconds / count, "ms"),
            Figure("POST /servers, p50", posts.percentile(0.5).milliseconds, "ms"),
            Figure("POST /servers, p99", posts.percentile(0.99).milliseconds, "ms"),
            Figure("list of 100 servers in detail meanwhile, p50", lists.percentile(0.5).milliseconds, "ms"),
            Figure("list of 100 servers in detail meanwhile, p99", lists.percentile(0.99).milliseconds, "ms"),
            Figure("servers in ERROR", Double(failed), "", isBroken: failed > 0),
            Figure("deletes per second until gone", count / gone.seconds, "/s"),
        ]
    }

    private struct Wish: Sendable {
        let project: Project
        let network: String
    }

    /// Networks are there before the clock starts.
    private func wishes() async throws -> [Wish] {
        var wishes: [Wish] = []
        while wishes.count < size.createCount {
            let number = wishes.count / size.projectSize
            let project = Project(cloud: cloud, name: "c\(number)")
            let network = try await project.network("10.200.\(number % 250).0/24")
            let count = min(size.projectSize, size.createCount - wishes.count)
            wishes += Array(repeating: Wish(project: project, network: network), count: count)
        }
        return wishes.shuffled()
    }

    private func delete(_ servers: [(project: Project, id: String)]) async throws -> Duration {
        let start = ContinuousClock.now
        let count = try await cloud.servers() - servers.count
        _ = try await concurrently(servers, width: Self.width) { try await $0.project.delete($0.id) }
        try await eventually("the new servers are gone", within: .seconds(300), every: .milliseconds(50)) {
            try await cloud.servers() <= count
        }
        return ContinuousClock.now - start
    }
}
