#if DEBUG
    @testable import Compute
    import Core
    import Netlink
    @testable import Networking

    extension FuzzTarget {
        static let addresses = [
            FuzzTarget(
                name: "address", limit: 64,
                words: ["10.0.0.1", "2001:db8::", "/24", "/128", "::ffff:1.2.3.4", "fa:16:3e:00:00:01", "%eth0", "\0"],
                run: address),
            FuzzTarget(name: "ssh-key", limit: 256, words: ["ssh-ed25519 ", "AAAAC3NzaC1lZDI1NTE5AAAA", " a@b", "\n"], run: key),
        ]

        /// Both sides read the same addresses, and write what they read.
        private static func address(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            let (here, there) = (Networking.IPAddress(text), Netlink.IPAddress(text))
            try hold(here?.bytes == there?.bytes, "controller and host read \(text.debugDescription) differently")
            if let here {
                try hold(Networking.IPAddress(here.description) == here, "reads \(here) differently")
                try hold(here.description == there?.description, "controller and host write \(here) differently")
                try hold(
                    text.utf8.allSatisfy { $0 == 0x2E || $0 == 0x3A || UnicodeScalar($0).properties.isASCIIHexDigit },
                    "takes \(text.debugDescription)")
            }
            try network(text)
            if let mac = HardwareAddress(text) {
                try hold(mac.description == text.lowercased(), "takes \(text.debugDescription) for \(mac)")
                try hold(MACAddress(text)?.description == mac.description, "the controller does not take \(mac)")
            }
            if let mac = MACAddress(text) { try hold(MACAddress(mac.description) == mac, "reads \(mac) differently") }
        }

        private static func network(_ text: String) throws {
            guard let cidr = CIDR(text) else { return }
            try hold(
                CIDR(cidr.description) == cidr && cidr.contains(cidr.last) && cidr.first <= cidr.last, "an impossible \(cidr)")
            guard let prefix = IPPrefix(text) else { throw Finding("the host does not take \(text.debugDescription)") }
            try hold(prefix.network.description == cidr.description, "\(text.debugDescription) is \(cidr) and \(prefix.network)")
            for range in SubnetRules.defaultPools(cidr, gateway: SubnetRules.defaultGateway(cidr)) {
                try hold(cidr.contains(range.first) && cidr.contains(range.last), "a pool out of \(cidr)")
            }
            try hold(CIDR.compact([cidr, cidr]) == [cidr], "two of \(cidr) are not one")
        }

        /// User data and keys: what is taken can be handed on.
        private static func key(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            if Base64Text.isValid(text) {
                try hold(
                    Base64.decode(text.filter { !$0.isWhitespace }, .standard) != nil,
                    "takes \(text.debugDescription) and cannot read it")
            }
            guard let key = SSHPublicKey(text) else { return }
            try hold(SSHPublicKey(key.line) == key, "reads \(key.line) differently")
            try hold(key.fingerprint.utf8.count == 47, "a fingerprint of another length")
            try hold(!key.line.utf8.contains { $0 < 0x20 }, "a key of two lines: \(key.line.debugDescription)")
        }
    }
#endif
