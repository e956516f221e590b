import AgentProtocol
import AgentRuntime
import Core
import Fleet

/// Opens sessions over a cable, in the place of gRPC and TLS.
struct SimDialer: FleetDialer {
    let world: World
    let machine: Machine
    let owner: Owner
    let credentials: CredentialStore

    func run(
        next: @escaping @Sendable () async -> AgentFrame?, received: @escaping @Sendable (ControllerFrame) async throws -> Void
    ) async throws {
        try await SimTime().sleep(until: world.loop.now + .milliseconds(5))
        let cable = try connect()
        defer { cable.hangUp() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let frame = await next() { cable.sendUp(frame) }
                cable.closeUp()
            }
            group.addTask {
                for try await frame in cable.down { try await received(frame) }
                // The controller's side has ended; ours goes with it.
                throw ConnectionLost()
            }
            defer { group.cancelAll() }
            try await group.next()
            try await group.next()
        }
    }

    /// What TLS does: both sides are there, and the certificate is in its time.
    private func connect() throws -> Cable {
        guard machine.isOnline, let controller = world.controller, controller.isReady else { throw ConnectionLost() }
        let current = credentials.current
        guard SimTime().wall <= current.notAfter else { throw Refusal("this host's certificate has expired") }
        let cable = Cable(host: machine.name, agent: owner, controller: controller.owner, in: world)
        controller.serve { fleet in
            let ending = await fleet.session(chain: current.chain, frames: cable.up) { cable.sendDown($0) }
            cable.closeDown(ending)
        }
        return cable
    }
}
