import AgentProtocol
import AgentRuntime
import Core
import Fleet

/// Calls of an agent beside its session, in the place of gRPC.
struct SimLink: ControllerLink {
    private static let patience = Duration.seconds(20)

    let world: World
    let machine: Machine
    let credentials: CredentialStore

    func fetchImage(_ id: String, from offset: UInt64, _ receive: @Sendable ([UInt8]) async throws -> Void) async throws {
        let (chunks, end) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        let controller = try controller()
        let (agent, world, name, chain) = (world.loop.current, world, machine.name, credentials.current.chain)
        let call = world.calls.begin(with: controller.owner) {
            world.loop.after(.milliseconds(1), as: agent) { end.finish(throwing: ConnectionLost()) }
        }
        controller.serve { fleet in
            var failure: (any Error)?
            do {
                try await fleet.fetchImage(chain: chain, id, from: offset) { chunk in
                    world.loop.at(world.loop.now, as: agent) {
                        world.loop.acting(as: .world) { world.effect(.frame, "\(name) image chunk") {} }
                        end.yield(chunk)
                    }
                    try await SimTime().sleep(until: world.loop.now + .milliseconds(2))
                }
            } catch {
                failure = error
            }
            guard world.calls.end(call) else { return }
            world.loop.at(world.loop.now + .milliseconds(1), as: agent) { [failure] in
                end.finish(throwing: failure.map { LinkTrouble(reason: "\($0)") })
            }
        }
        for try await chunk in chunks { try await receive(chunk) }
    }

    func metadata(_ request: MetadataRequest) async throws -> MetadataReply { throw ConnectionLost() }

    private func controller() throws -> ControllerLife {
        guard machine.isOnline, let controller = world.controller, controller.isReady else { throw ConnectionLost() }
        return controller
    }
}

/// What the controller has answered instead.
struct LinkTrouble: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
