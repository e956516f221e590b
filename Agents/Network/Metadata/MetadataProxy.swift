import AgentProtocol
import AgentRuntime
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Netlink
import Synchronization

/// The metadata service as guests see it: a listener in each network's service namespace that hands every request on to the
/// controller, with the network and the address that it came from. What a guest says of itself is not believed.
///
/// The sockets end with the agent and begin with the next one; a guest that asks in between tries again.
final class MetadataProxy: MetadataService {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let seams: Seams
    private let controller: MetadataRelay
    private let listeners = Mutex<[String: [any Channel]]>([:])

    init(seams: Seams, link: any ControllerLink) {
        self.seams = seams
        controller = MetadataRelay(link: link, time: seams.time)
    }

    deinit {
        for channel in listeners.withLock({ $0.values.joined() }) { channel.close(promise: nil) }
    }

    func ensure(_ network: String) async throws {
        guard listeners.withLock({ $0[network] == nil }) else { return }
        let namespace = seams.kernel.namespace(DeviceName.serviceNamespace(network))
        for address in [ServiceAddresses.metadata4, ServiceAddresses.metadata6] {
            do {
                let link = address.isV6 ? DeviceName.service(network) : ""
                let socket = try await seams.kernel.bind(
                    address, port: ServiceAddresses.metadataPort, link: link, in: namespace)
                let channel = try await listen(socket, network)
                listeners.withLock { $0[network, default: []].append(channel) }
            } catch {
                // One half would keep the next try from its address.
                await remove(network)
                throw error
            }
        }
    }

    func remove(_ network: String) async {
        let channels = listeners.withLock { $0.removeValue(forKey: network) } ?? []
        for channel in channels { try? await channel.close() }
    }

    private func listen(_ socket: Int32, _ network: String) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 64)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: .seconds(30)))
                    let connection = try Connection(wrappingChannelSynchronously: channel)
                    Task { await self?.serve(connection, network) }
                }
            }
            .withBoundSocket(socket).get()
    }

    private func serve(_ connection: Connection, _ network: String) async {
        let address = connection.channel.remoteAddress?.ipAddress ?? ""
        // A guest that goes away in the middle is no news.
        try? await connection.executeThenClose { inbound, outbound in
            var question = MetadataQuestion()
            for try await part in inbound {
                guard let request = question.take(part, network: network, address: address) else { continue }
                let isLast = question.isLast
                let answer = await self.controller.answer(request, tooLarge: question.isTooLarge)
                try await outbound.write(contentsOf: answer.parts(isLast: isLast, hasBody: request.method != "HEAD"))
                if isLast { return }
                question = MetadataQuestion()
            }
        }
    }
}
