import CNetlink
import Glibc

/// A socket of rtnetlink(7) in the namespace of the thread that opens it. Used by one thread.
final class NetlinkSocket {
    private let socket: OpaquePointer
    private var sequence: UInt32 = 0

    init() throws {
        guard let socket = nl_socket_alloc() else { throw NetlinkError(code: ENOMEM, what: "open netlink") }
        self.socket = socket
        guard nl_connect(socket, NETLINK_ROUTE) == 0 else {
            let error = NetlinkError.last("open netlink")
            nl_socket_free(socket)
            throw error
        }
        // Acknowledgements of a whole batch wait here.
        nl_socket_set_buffer_size(socket, 4 << 20, 1 << 20)
    }

    deinit { nl_socket_free(socket) }

    /// All answers to a question, without their headers.
    func ask(_ question: RouteDump.Question) throws -> [NetlinkReader] {
        sequence += 1
        try send(question.encode(sequence: sequence))
        var found: [NetlinkReader] = []
        while true {
            for message in Self.split(try receive()) where message.sequence == sequence {
                switch message.type {
                case NLMSG_DONE: return found
                case NLMSG_ERROR:
                    throw NetlinkError(code: -message.body.number(at: 0, as: Int32.self), what: "read the network's state")
                default: found.append(message.body)
                }
            }
        }
    }

    /// Applies changes in their order, many in one call of the kernel.
    /// - Returns: for each change, why it was refused; nil where it was done
    func apply(_ changes: [NetlinkChange], _ request: RouteRequest) throws -> [NetlinkError?] {
        var results = [NetlinkError?](repeating: nil, count: changes.count)
        var batch: [UInt8] = []
        var waiting: [UInt32: Int] = [:]
        // A device's number is asked for only when what makes it has gone out.
        let careful = RouteRequest(
            index: { name in
                try self.flush(&batch, &waiting, changes, &results)
                return try request.index(name)
            }, namespaceFile: request.namespaceFile)
        for (place, change) in changes.enumerated() {
            sequence += 1
            do {
                let message = try careful.encode(change, sequence: sequence)
                batch += message
                waiting[sequence] = place
            } catch let error as NetlinkError {
                results[place] = NetlinkError(code: error.code, what: change.description)
            }
            if batch.count > 32768 { try flush(&batch, &waiting, changes, &results) }
        }
        try flush(&batch, &waiting, changes, &results)
        return results
    }

    private func flush(
        _ batch: inout [UInt8], _ waiting: inout [UInt32: Int], _ changes: [NetlinkChange], _ results: inout [NetlinkError?]
    ) throws {
        guard !batch.isEmpty else { return }
        try send(batch)
        batch = []
        while !waiting.isEmpty {
            for message in Self.split(try receive()) where message.type == NLMSG_ERROR {
                guard let place = waiting.removeValue(forKey: message.sequence) else { continue }
                let code = -message.body.number(at: 0, as: Int32.self)
                if code != 0 { results[place] = NetlinkError(code: code, what: changes[place].description) }
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var copy = bytes
        guard nl_sendto(socket, &copy, copy.count) >= 0 else { throw NetlinkError.last("write to netlink") }
    }

    private func receive() throws -> [UInt8] {
        var peer = sockaddr_nl()
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = nl_recv(socket, &peer, &buffer, nil)
        defer { free(buffer) }
        guard count > 0, let buffer else { throw NetlinkError(code: count == 0 ? EPIPE : errno, what: "read from netlink") }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }

    private struct Message {
        var type: Int32
        var sequence: UInt32
        var body: NetlinkReader
    }

    private static func split(_ bytes: [UInt8]) -> [Message] {
        var messages: [Message] = []
        var rest = NetlinkReader(bytes[...])
        while rest.count >= 16 {
            let length = Int(rest.number(at: 0, as: UInt32.self))
            guard length >= 16, length <= rest.count else { break }
            messages.append(
                Message(
                    type: Int32(rest.number(at: 4, as: UInt16.self)), sequence: rest.number(at: 8),
                    body: rest.prefix(length).rest(from: 16)))
            rest = rest.rest(from: (length + 3) & ~3)
        }
        return messages
    }
}
