import Core
import Scheduler
import Store

/// Scheduling decisions among all hosts, each after a claim of another server has changed what is to be known of them.
struct Decisions {
    let cloud: Cloud
    let size: Size

    func run() async throws -> [Figure] {
        let (choices, claims) = (Times(), Times())
        var consumers: [String] = []
        let before = Usage.now.cpu
        for _ in 0..<size.decisions {
            let request = Self.request()
            let choice = try await choices.measure { try await cloud.store.read { try Scheduler.choose($0, request) } }
            guard case .host(let host, _) = choice else { throw Failure("no host fits: \(choice.explanation.message)") }
            let now = SystemTime().now
            let isClaimed = try await claims.measure {
                try await cloud.store.write { try Scheduler.claim($0, request, on: host, now: now) }
            }
            if isClaimed { consumers.append(request.consumer) }
        }
        let cpu = (Usage.now.cpu - before).milliseconds / Double(size.decisions)
        try await cloud.store.write { [consumers] tx in for id in consumers { try Scheduler.release(tx, consumer: id) } }
        return [
            Figure("scheduling decision, p50", choices.percentile(0.5).milliseconds, "ms"),
            Figure("scheduling decision, p99", choices.percentile(0.99).milliseconds, "ms", aim: "≤ 5"),
            Figure("claim and its commit, p50", claims.percentile(0.5).milliseconds, "ms"),
            Figure("decision and claim: CPU", cpu, "ms"),
        ]
    }

    private static func request() -> PlacementRequest {
        PlacementRequest(
            consumer: UUIDText.random(dashed: true), projectID: ProjectID("decisions"), userID: UserID("user"),
            resources: Resources(vcpus: 1, memoryMiB: 128, diskGiB: 1))
    }
}
