import GRPCCore

/// Why a session ends, for the agent, the log and the host's page.
struct SessionEnding: Error, Equatable {
    enum Kind: String {
        /// The agent closed its side, or its connection broke.
        case closed
        /// Nothing came for three heartbeats, or nothing could be sent.
        case silent
        /// A newer session of the same host stands.
        case fenced
        /// This agent may not have a session, or no longer.
        case refused
        /// The agent does not keep to the protocol.
        case protocolError = "protocol-error"
        /// This controller is stopping, or could not do its part.
        case controller
    }

    let kind: Kind
    let reason: String

    init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    static func fenced(by epoch: Int64?) -> SessionEnding {
        SessionEnding(.fenced, "FLEET-FENCED: a newer session of this host\(epoch.map { " (epoch \($0))" } ?? "") has taken over")
    }

    /// What the agent sees. It should not come back for `permissionDenied` before somebody has acted.
    var rpcError: RPCError {
        switch kind {
        case .closed: RPCError(code: .cancelled, message: reason)
        case .silent: RPCError(code: .deadlineExceeded, message: reason)
        case .fenced: RPCError(code: .aborted, message: reason)
        case .refused: RPCError(code: .permissionDenied, message: reason)
        case .protocolError: RPCError(code: .invalidArgument, message: reason)
        case .controller: RPCError(code: .unavailable, message: reason)
        }
    }
}
