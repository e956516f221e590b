import Core

/// What the fakes of one machine tell the simulator.
struct MachineCalls: HostCalls {
    unowned let world: World
    let machine: String

    func call<T>(_ name: String, _ body: () throws -> T) async throws -> T {
        if world.chance(.hostRefuses) { throw HostRefusal(what: name) }
        try await pass(time: world.chance(.hostIsSlow) ? 1_000_000...20_000_000 : 200...20_000)
        return try callNow(name, body)
    }

    func callNow<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        try world.effect(.host, "\(machine) \(name)") { try body() }
    }

    func look<T>(_ body: () throws -> T) async rethrows -> T {
        try? await pass(time: 100...3000)
        return try body()
    }

    private func pass(time: ClosedRange<Int>) async throws {
        try await SimTime().sleep(until: world.loop.now + .microseconds(Int.random(in: time, using: &world.loop.random)))
    }
}

/// A host that does not do what it was asked, this once.
struct HostRefusal: Error, CustomStringConvertible {
    let what: String
    var description: String { "the host refuses: \(what)" }
}
