import Core
import Networking

/// `accessIPv4` and `accessIPv6`: an address.
enum AccessAddress {
    static func read(_ input: Input, _ version: Int) throws -> String? {
        guard let member = input.optional("accessIPv\(version)") else { return nil }
        let text = try member.text()
        guard let address = IPAddress(text), address.family.rawValue == version else {
            throw member.refusal("'\(text)' is not a 'ipv\(version)'")
        }
        return address.description
    }
}
