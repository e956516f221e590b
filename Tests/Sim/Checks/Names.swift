import Core
import Foundation
import Store

/// What is called differently in every run: ids by the names that the scenario has given, addresses by their kind.
struct Names: Sendable {
    private var names: [(id: String, name: String)] = []

    init(_ s: Snapshot) throws {
        for (table, kind) in [
            ("compute_server", "server"), ("network_network", "network"), ("network_subnet", "subnet"),
            ("network_router", "router"), ("network_security_group", "group"), ("image_image", "image"),
        ] {
            for row in try s.rows("SELECT id, name FROM \(identifier: table) ORDER BY id") {
                let (id, name): (String, String?) = (try row.get("id"), try row.get("name"))
                names.append((id, "<\(kind) \(name ?? "")>"))
            }
        }
        for row in try s.rows("SELECT id, device_id, device_owner FROM network_port ORDER BY id") {
            let (id, device, owner): (String, String, String) = (
                try row.get("id"), try row.get("device_id"), try row.get("device_owner")
            )
            names.append((id, "<port \(owner) \(self.text(device))>"))
        }
    }

    /// The text with names in the place of ids, whole or as devices have them.
    func text(_ text: String) -> String {
        var text = text
        for (id, name) in names {
            for form in Self.forms(id) { text = text.replacingOccurrences(of: form, with: name) }
        }
        return Self.withoutAddresses(text)
    }

    /// The ways in which an id is part of names on a host, the longest first.
    private static func forms(_ id: String) -> [String] {
        let under = id.replacingOccurrences(of: "-", with: "_")
        let bare = id.replacingOccurrences(of: "-", with: "")
        return [id, under, String(id.prefix(11)), String(under.prefix(11)), String(bare.prefix(14)), String(id.prefix(8))]
    }

    /// MAC addresses and those of the scenarios' networks are drawn by lot.
    private static func withoutAddresses(_ text: String) -> String {
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            if let length = macLength(bytes, at) {
                out += Array("<mac>".utf8)
                at += length
            } else if let length = addressLength(bytes, at) {
                out += Array("<address>".utf8)
                at += length
            } else if isUUID(bytes, at) {
                out += Array("<id>".utf8)
                at += 36
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func macLength(_ bytes: [UInt8], _ at: Int) -> Int? {
        guard at + 17 <= bytes.count, bytes[at + 2] == UInt8(ascii: ":") else { return nil }
        for index in 0..<17 {
            let byte = bytes[at + index]
            let isRight = index % 3 == 2 ? byte == UInt8(ascii: ":") : isHex(byte)
            guard isRight else { return nil }
        }
        return 17
    }

    private static func addressLength(_ bytes: [UInt8], _ at: Int) -> Int? {
        for prefix in ["10.0.0.", "172.30.0."].map({ Array($0.utf8) }) {
            guard bytes[at...].starts(with: prefix) else { continue }
            let digits = bytes[(at + prefix.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if !digits.isEmpty { return prefix.count + digits.count }
        }
        return nil
    }

    /// Of something that is gone.
    private static func isUUID(_ bytes: [UInt8], _ at: Int) -> Bool {
        guard at + 36 <= bytes.count else { return false }
        return (0..<36).allSatisfy { index in
            [8, 13, 18, 23].contains(index) ? bytes[at + index] == UInt8(ascii: "-") : isHex(bytes[at + index])
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
