/// What becomes of a connection whose request was answered with a switch to WebSocket. The connection is closed when it returns.
public struct WebSocketSession: Sendable {
    /// The sub-protocol that both sides speak, such as `binary`; nil where the client asked for none that is known.
    let subprotocol: String?
    let run: @Sendable (WebSocket) async throws -> Void

    public init(subprotocol: String?, run: @escaping @Sendable (WebSocket) async throws -> Void) {
        self.subprotocol = subprotocol
        self.run = run
    }
}
