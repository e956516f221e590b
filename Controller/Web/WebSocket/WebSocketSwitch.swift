import Synchronization

/// Carries a session from the site, which has decided on it, to the server, which owns the connection.
final class WebSocketSwitch: Sendable {
    private let state = Mutex<WebSocketSession?>(nil)

    func put(_ session: WebSocketSession) { state.withLock { $0 = session } }

    func take() -> WebSocketSession? {
        state.withLock { session in
            defer { session = nil }
            return session
        }
    }
}
