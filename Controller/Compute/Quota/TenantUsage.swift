import Core

/// What a project's servers have taken in a stretch of time (Compute API, "Usage reports"). Servers that are gone have left no rows, so
/// only those that exist are counted; metering has the rest.
struct TenantUsage: Sendable {
    struct Entry: Sendable {
        let server: Server
        let hours: Double
    }

    let projectID: ProjectID
    let start: Timestamp
    let stop: Timestamp
    let entries: [Entry]

    init(_ projectID: ProjectID, _ servers: [Server], from start: Timestamp, to stop: Timestamp) {
        self.projectID = projectID
        self.start = start
        self.stop = stop
        entries = servers.compactMap { server in
            let began = max(server.state.launchedAt ?? server.createdAt, start)
            guard began < stop else { return nil }
            return Entry(server: server, hours: Double((stop - began).microseconds) / 3_600_000_000)
        }
    }

    func total(_ amount: (Flavor) -> Int) -> Double {
        entries.reduce(0) { $0 + $1.hours * Double(amount($1.server.flavor)) }
    }

    var hours: Double { total { _ in 1 } }
}
