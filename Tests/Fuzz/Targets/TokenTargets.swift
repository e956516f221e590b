#if DEBUG
    @testable import AgentRuntime
    import Core
    @testable import Fleet
    @testable import Identity

    extension FuzzTarget {
        static let tokens = [
            FuzzTarget(name: "token", limit: 256, run: token),
            FuzzTarget(name: "fernet", limit: 256, run: fernet),
            FuzzTarget(
                name: "join-token", limit: 256, words: ["apus1.", ".", String(repeating: "0a", count: 32)], run: joinToken),
        ]

        private static func token(_ bytes: [UInt8]) throws {
            guard let payload = TokenPayload(bytes) else { return }
            let again = try payload.encoded()
            try hold(TokenPayload(again) == payload, "reads differently what it has written")
            _ = payload.auditIDs
            _ = payload.methods.names
        }

        /// What was sealed comes out again, and nothing that is one bit different.
        private static func fernet(_ bytes: [UInt8]) throws {
            guard let key = FernetKey(text: String(repeating: "A", count: 43)) else { throw Finding("a key is refused") }
            try hold(key.open(bytes) == nil, "opens what it has not sealed")
            let sealed = try key.seal(bytes, at: Timestamp(seconds: 1_700_000_000))
            guard var raw = Base64.decode(sealed) else { throw Finding("its seal is no base64url") }
            try hold(key.open(raw) == bytes, "does not open what it has sealed")
            let bit = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % (raw.count * 8)
            raw[bit / 8] ^= 1 << UInt8(bit % 8)
            try hold(key.open(raw) == nil, "opens a message whose bit \(bit) was turned")
        }

        private static func joinToken(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            if let token = try? AgentRuntime.JoinToken(text) {
                try hold(token.pin.count == 32 && !token.id.isEmpty && !token.secret.isEmpty, "takes half a token")
                try hold(JoinCredential(token.credential)?.id == token.id, "the controller refuses what the agent takes")
            }
            guard let credential = JoinCredential(text) else { return }
            try hold("\(credential.id).\(credential.secret.text)" == text, "reads something else than was sent")
            try hold(!credential.secret.matches(nil), "a secret fits nothing")
        }
    }
#endif
