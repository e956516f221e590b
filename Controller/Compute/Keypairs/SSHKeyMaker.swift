import Core
import CryptoExtras
import NIOPosix

/// Makes a new RSA key, which every ssh client and server takes. Its private half goes to the user and is not kept.
enum SSHKeyMaker {
    struct Pair: Sendable {
        let publicKey: SSHPublicKey
        /// PEM (RFC 7468).
        let privateKey: String
    }

    /// Takes a moment of a processor, on a thread that may wait.
    static func make() async throws -> Pair {
        try await NIOThreadPool.singleton.runIfActive {
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            let numbers = try key.publicKey.getKeyPrimitives()
            let type = "ssh-rsa"
            let blob =
                SSHWire.string(type.utf8) + SSHWire.number(numbers.publicExponent) + SSHWire.number(numbers.modulus)
            return Pair(publicKey: SSHPublicKey(type: type, blob: blob), privateKey: key.pemRepresentation + "\n")
        }
    }
}
