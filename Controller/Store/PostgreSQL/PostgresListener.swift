internal import CPostgreSQL
internal import Core
internal import Foundation
internal import Glibc
internal import Synchronization

/// Hears the hints of the other controllers' commits: a connection of its own that listens on the store's channel.
///
/// The server sends a notification with its commit, to those who listen then. While nobody does, such as during a failover,
/// hints are lost for good; that costs time (the reconcilers' full scan finds what has changed), and `Hints` is told, so that
/// nobody trusts what he remembers.
final class PostgresListener: Sendable {
    private let address: PostgresAddress
    private let scope: PostgresScope
    /// Of the writer whose hints are known already.
    private let writer: String
    private let hints: Hints
    private let isStopped = Atomic(false)

    init(_ address: PostgresAddress, _ scope: PostgresScope, _ writer: String, _ hints: Hints) {
        self.address = address
        self.scope = scope
        self.writer = writer
        self.hints = hints
    }

    func start() {
        let first = try? listen()
        if first == nil { hints.setDeaf(true) }
        let thread = Thread { [self] in run(first) }
        thread.name = "apus-store-listen"
        thread.start()
    }

    /// The thread ends within a moment.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    private var goesOn: Bool { !isStopped.load(ordering: .relaxed) }

    private func run(_ first: PostgresConnection?) {
        var connection = first
        while goesOn {
            if let connection { hear(connection) }
            if connection != nil { hints.setDeaf(true) }
            connection = nil
            guard goesOn else { return }
            connection = try? listen()
            if connection == nil { Thread.sleep(forTimeInterval: 0.5) } else { hints.setDeaf(false) }
        }
    }

    private func listen() throws -> PostgresConnection {
        let connection = try PostgresConnection(address)
        try connection.execute(SQL(text: "LISTEN \"\(scope.channel)\""))
        return connection
    }

    /// Until the connection is lost or nobody wants to hear any more.
    private func hear(_ connection: PostgresConnection) {
        while goesOn {
            var socket = pollfd(fd: PQsocket(connection.handle), events: Int16(POLLIN), revents: 0)
            guard socket.fd >= 0 else { return }
            poll(&socket, 1, 200)
            guard PQconsumeInput(connection.handle) == 1, !connection.isBroken else { return }
            while let notification = PQnotifies(connection.handle) {
                defer { PQfreemem(notification) }
                let payload = String(cString: notification.pointee.extra)
                if let hints = HintPayload.hints(payload, exceptOf: writer) { self.hints.publish(hints) }
            }
        }
    }
}
