import Core
import HTTPTypes

/// What a scenario is written with: a client that behaves as a person with a stock client would, and hands on the machines.
///
/// A request whose connection is lost may have been done or not. So whoever asks for something new first looks whether it is there
/// by now, and only then asks again; deleting and reading are simply asked again.
struct Script: Sendable {
    /// The longest that anything may take to come to rest, a few restarts included.
    static let patience = Duration.seconds(600)
    static let glance = Duration.milliseconds(500)

    let world: World
    var member: Client { Client(world: world) }
    var admin: Client { Client(world: world, role: "admin") }

    // MARK: Waiting

    func pass(_ time: Duration) async throws { try await SimTime().sleep(until: world.loop.now + time) }

    /// A long time in which nothing is asked for: what goes on by itself is no effect that anybody has to be killed at.
    func idle(_ time: Duration) async throws {
        world.isCounting = false
        defer { world.isCounting = true }
        try await pass(time)
    }

    /// Waits until it is so; a controller that is away meanwhile is waited for, too.
    func until(
        _ what: String, within patience: Duration = patience, every glance: Duration = glance, _ isSo: () async throws -> Bool
    ) async throws {
        let end = world.loop.now + patience
        while world.loop.now < end {
            do { if try await isSo() { return } } catch is ConnectionLost {}
            try await pass(glance)
        }
        throw ScriptFailure("not within \(patience): \(what)")
    }

    // MARK: Asking

    /// Asks until there is an answer that is not "later".
    func ask(_ client: Client, _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        let end = world.loop.now + Self.patience
        while world.loop.now < end {
            if let answer = try? await client.send(method, path, body), answer.status != 503 { return answer }
            try await pass(Self.glance)
        }
        throw ScriptFailure("no answer to \(method) \(path)")
    }

    func get(_ path: String) async throws -> JSON {
        let answer = try await ask(admin, .get, path)
        guard answer.isGood else { throw ScriptFailure("GET \(path): \(answer.text)") }
        return answer.json
    }

    /// Asks for something new. Where the connection was lost, `find` says whether it is there.
    ///
    /// - Returns: its id
    func make(
        _ client: Client, _ path: String, _ body: JSON, _ find: () async throws -> String?
    ) async throws -> String {
        let end = world.loop.now + Self.patience
        while world.loop.now < end {
            do {
                let answer = try await client.send(.post, path, body)
                if answer.status != 503 {
                    let made = answer.json.object?.values.first
                    guard answer.isGood, let id = made?["id"]?.string ?? made?["port_id"]?.string ?? answer.json["id"]?.string
                    else { throw ScriptFailure("POST \(path): \(answer.text)") }
                    return id
                }
            } catch is ConnectionLost {
                if let id = try await find() { return id }
            }
            try await pass(Self.glance)
        }
        throw ScriptFailure("no answer to POST \(path)")
    }

    /// The first of a list with a name.
    func find(_ path: String, _ kind: String, name: String) async throws -> String? {
        try await get("\(path)?name=\(name)")[kind]?.array?.first { $0["name"]?.string == name }?["id"]?.string
    }

    /// Deletes; that it is gone already is fine.
    func delete(_ path: String, by client: Client? = nil) async throws {
        let answer = try await ask(client ?? admin, .delete, path)
        guard answer.isGood || answer.status == 404 else { throw ScriptFailure("DELETE \(path): \(answer.text)") }
    }

    /// Changes something; asked again it changes nothing more.
    func put(_ path: String, _ body: JSON) async throws {
        let answer = try await ask(admin, .put, path, body)
        guard answer.isGood else { throw ScriptFailure("PUT \(path): \(answer.text)") }
    }
}
