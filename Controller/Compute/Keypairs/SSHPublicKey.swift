import Core
import Crypto

/// A public key as OpenSSH writes it: type, key in Base64, and a comment (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
struct SSHPublicKey: Sendable, Equatable {
    let type: String
    /// The key as the protocol has it (RFC 4253 §6.6): the type again, then its numbers.
    let blob: [UInt8]

    /// Nil where the text is none: the type in the blob must be the type before it.
    init?(_ line: String) {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline })
        guard words.count >= 2, let blob = Base64.decode(words[1], .standard), SSHWire.text(blob) == String(words[0]) else {
            return nil
        }
        type = String(words[0])
        self.blob = blob
    }

    init(type: String, blob: [UInt8]) {
        self.type = type
        self.blob = blob
    }

    var line: String { "\(type) \(Base64.encode(blob, .standard, padded: true))" }

    /// MD5, as this API has always shown it.
    var fingerprint: String { Self.pairs(Insecure.MD5.hash(data: blob)) }

    /// "3d:4f:…"
    static func pairs(_ digest: some Sequence<UInt8>) -> String {
        digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: ":")
    }
}
