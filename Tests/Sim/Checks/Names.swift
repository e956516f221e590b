import Core
import Foundation
import Store

/// What is called differently in every run: ids by the names that the scenario has given, addresses by their kind.
///
/// Where one may begin is found by an expression, in compiled code: a summary is read for each of thousands of runs.
struct Names: Sendable {
    /// A MAC address, an address of the scenarios' networks, or the place before eight digits that may begin an id.
    private static let places = Result {
        try NSRegularExpression(
            pattern: #"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:10\.0\.0|172\.30\.0)\.[0-9]+|(?=[0-9a-f]{8})"#)
    }
    private static let digits = 8

    /// The ways in which ids are part of names on a host, by their first digits; those of one id the longest first.
    private var forms: [String: [(form: String, name: String)]] = [:]

    init(_ s: Snapshot) throws {
        for (table, kind) in [
            ("compute_server", "server"), ("network_network", "network"), ("network_subnet", "subnet"),
            ("network_router", "router"), ("network_security_group", "group"), ("image_image", "image"),
        ] {
            for row in try s.rows("SELECT id, name FROM \(identifier: table) ORDER BY id") {
                let (id, name): (String, String?) = (try row.get("id"), try row.get("name"))
                add(id, "<\(kind) \(name ?? "")>")
            }
        }
        for row in try s.rows("SELECT id, device_id, device_owner FROM network_port ORDER BY id") {
            let (id, device, owner): (String, String, String) = (
                try row.get("id"), try row.get("device_id"), try row.get("device_owner")
            )
            add(id, "<port \(owner) \(try self.text(device))>")
        }
    }

    private mutating func add(_ id: String, _ name: String) {
        let under = id.replacingOccurrences(of: "-", with: "_")
        let bare = id.replacingOccurrences(of: "-", with: "")
        let all = [
            id, under, String(bare.prefix(14)), String(id.prefix(11)), String(under.prefix(11)), String(id.prefix(Self.digits)),
        ]
        forms[String(id.prefix(Self.digits)), default: []] += all.map { ($0, name) }
    }

    /// The text with names in the place of ids, whole or as devices have them.
    func text(_ text: String) throws -> String {
        let whole = text as NSString
        let expression = try Self.places.get()
        var out = ""
        var done = 0
        for match in expression.matches(in: text, range: NSRange(location: 0, length: whole.length)) {
            let range = match.range
            guard range.location >= done, let (length, word) = replacement(whole, range) else { continue }
            out += whole.substring(with: NSRange(location: done, length: range.location - done)) + word
            done = range.location + length
        }
        return out + whole.substring(from: done)
    }

    private func replacement(_ text: NSString, _ range: NSRange) -> (length: Int, word: String)? {
        if range.length > 0 {
            let isMAC = text.character(at: range.location + 2) == UInt16(UInt8(ascii: ":"))
            return (range.length, isMAC ? "<mac>" : "<address>")
        }
        let rest = text.substring(with: NSRange(location: range.location, length: min(36, text.length - range.location)))
        if let found = forms[String(rest.prefix(Self.digits))]?.first(where: { rest.hasPrefix($0.form) }) {
            return (found.form.utf8.count, found.name)
        }
        return UUID(uuidString: rest.replacingOccurrences(of: "_", with: "-")) == nil ? nil : (36, "<id>")
    }
}
