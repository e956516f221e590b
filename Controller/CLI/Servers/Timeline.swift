import Core

/// Follows a server's life and shows each step when it happens.
struct Timeline {
    let client: APIClient
    let console: Console
    let server: String
    let start: Timestamp

    /// Until the server is ACTIVE or in ERROR, or it is gone.
    ///
    /// - Returns: the server as the API shows it then.
    func follow(within limit: Duration) async throws -> JSON {
        var shown: Int64 = 0
        let end = try await Wait.until(limit, every: .milliseconds(200)) { () -> JSON? in
            // First the server, then its steps: none that led to its status can be missed.
            let now = try await client.get("/compute/v2.1/servers/\(server)").member("server")
            let answer = try await client.get("/apus/v1/servers/\(server)/timeline")
            for entry in TimelineEntry.list(answer, "timeline") where entry.number > shown {
                shown = entry.number
                show(entry)
            }
            // Not in one expression with nil, which would be JSON's null.
            guard ["ACTIVE", "ERROR"].contains(now["status"]?.string ?? "") else { return nil }
            return now
        }
        guard let end else {
            throw Fault(
                .requestTimeout, code: "LAUNCH-TIME", "The server is not there after \(Figures.seconds(limit))",
                hint: "It goes on by itself; see what it waits for: apus why \(server)")
        }
        return end
    }

    private func show(_ entry: TimelineEntry) {
        let line = entry.line(since: start)
        console.line("  " + (entry.isFailure ? console.paint(line, .red) : line))
    }
}
