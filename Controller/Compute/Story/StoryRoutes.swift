import Core
import HTTPTypes
import Store
import Web

/// `/servers/{server_id}/timeline`, `/servers/{server_id}/why`, `/events`.
struct StoryRoutes: Sendable {
    let store: Store
    let time: any TimeSource
    let startedAt: Timestamp
    private static let most = 1000
    /// How long a question for news may be held open.
    private static let patience: Int = 30

    var table: [Route] {
        let server = Targets(store: store).anyServer
        return [
            Route(
                .get, "/servers/{server_id}/timeline", policy: .rule("apus:servers:timeline"), target: server, handler: timeline),
            Route(.get, "/servers/{server_id}/why", policy: .rule("apus:servers:why"), target: server, handler: why),
            Route(.get, "/events", policy: .rule("apus:events:list"), target: Targets.caller, handler: events),
        ]
    }

    private func timeline(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let events = try await store.read { try Events.list($0, of: id) }
        return Self.reply("timeline", events)
    }

    private func why(_ context: RequestContext) async throws -> Reply {
        let id = ServerID(try context.parameter("server_id"))
        let story = try await store.read { try ServerStory.read($0, id, startedAt: startedAt) }
        guard let story else { throw Refusal.server(id.string) }
        let withHosts = context.allows("apus:servers:why:hosts", story.world.server.policyTarget)
        let now = time.now
        return .json { StoryWire.write(&$0, story, now: now, withHosts: withHosts) }
    }

    /// `?last=20` gives the newest, `?after=17` those after number 17 (`since` is the same); `&wait=10` holds the answer back
    /// until there is one, at most so many seconds.
    private func events(_ context: RequestContext) async throws -> Reply {
        let query = context.query
        let all = context.allows("apus:events:list:all_projects", context.callerTarget)
        let project = all ? nil : context.caller?.projectID
        if query.has("last") {
            let count = min(try Self.number(query, "last") ?? 20, Int64(Self.most))
            return Self.reply("events", try await store.read { try Events.last($0, Int(count), project: project) })
        }
        let after = try Self.number(query, "after") ?? Self.number(query, "since") ?? 0
        let wait = min(try Self.number(query, "wait") ?? 0, Int64(Self.patience))
        return Self.reply("events", try await news(after: after, project: project, wait: .seconds(wait)))
    }

    private func news(after number: Int64, project: ProjectID?, wait: Duration) async throws -> [Event] {
        // Hints from before the look are kept, so that nothing falls between it and the wait.
        let hints = store.hints()
        let found = try await store.read { try Events.list($0, after: number, project: project, limit: Self.most) }
        if !found.isEmpty || wait == .zero { return found }
        let deadline = time.now + wait
        return try await withThrowingTaskGroup(of: [Event].self) { group in
            group.addTask { try await look(hints, after: number, project: project) }
            group.addTask {
                try await time.sleep(until: deadline)
                return []
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func look(_ hints: AsyncStream<Hint>, after number: Int64, project: ProjectID?) async throws -> [Event] {
        for await hint in hints where hint.topic == .computeEvents {
            let found = try await store.read { try Events.list($0, after: number, project: project, limit: Self.most) }
            if !found.isEmpty { return found }
        }
        return []
    }

    private static func number(_ query: Query, _ name: String) throws -> Int64? {
        guard let text = query[name] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw Refusal.invalid("Invalid input for query parameter '\(name)': '\(text)' is not a number of at least 0.")
        }
        return number
    }

    private static func reply(_ name: String, _ events: [Event]) -> Reply {
        .json { w in w.object { w in w.field(name) { w in w.array(events) { StoryWire.write(&$0, $1) } } } }
    }
}
