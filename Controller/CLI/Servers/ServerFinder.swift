import Core

/// Finds what people name on a command line, by id or by name.
struct ServerFinder {
    let client: APIClient

    /// - Throws: `Fault` SERVER-NOT-FOUND, SERVER-AMBIGUOUS.
    func server(_ name: String) async throws -> String {
        let found = try await named(name, "servers", "/compute/v2.1/servers?name=^\(Self.escaped(name))$")
        if found.isEmpty, UUIDText.bytes(name) != nil { return name }
        return try only(found, name, kind: "server")
    }

    func image(_ name: String) async throws -> String {
        try only(await named(name, "images", "/image/v2/images?name=\(Self.encoded(name))"), name, kind: "image")
    }

    func network(_ name: String) async throws -> String {
        let found = try await named(name, "networks", "/network/v2.0/networks?name=\(Self.encoded(name))")
        if found.isEmpty, UUIDText.bytes(name) != nil { return name }
        return try only(found, name, kind: "network")
    }

    func port(_ name: String) async throws -> String {
        let found = try await named(name, "ports", "/network/v2.0/ports?name=\(Self.encoded(name))")
        if found.isEmpty, UUIDText.bytes(name) != nil { return name }
        return try only(found, name, kind: "port")
    }

    func flavor(_ name: String) async throws -> String {
        let flavors = try await client.get("/compute/v2.1/flavors")["flavors"]?.array ?? []
        let found = flavors.filter { $0["name"]?.string == name || $0["id"]?.string == name }.compactMap { $0["id"]?.string }
        guard let id = found.first else {
            let names = flavors.compactMap { $0["name"]?.string }.joined(separator: ", ")
            throw Fault(.notFound, code: "FLAVOR-NOT-FOUND", "There is no flavor '\(name)'", hint: "There are: \(names)")
        }
        return id
    }

    private func named(_ name: String, _ collection: String, _ path: String) async throws -> [String] {
        let answer = try await client.get(path)
        return (answer[collection]?.array ?? []).compactMap { $0["id"]?.string }
    }

    private func only(_ ids: [String], _ name: String, kind: String) throws -> String {
        guard let id = ids.first else {
            throw Fault(
                .notFound, code: "\(kind.uppercased())-NOT-FOUND", "There is no \(kind) '\(name)'",
                hint: "openstack --os-cloud apus \(kind) list")
        }
        guard ids.count == 1 else {
            throw Fault(
                .conflict, code: "\(kind.uppercased())-AMBIGUOUS", "There are \(ids.count) of the name '\(name)': give the id",
                detail: ids.joined(separator: ", "))
        }
        return id
    }

    /// In a query (RFC 3986 §2).
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "-_.~".unicodeScalars.contains(scalar) { return String(Character(scalar)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
    }

    /// The servers' filter takes a pattern.
    private static func escaped(_ name: String) -> String {
        encoded(name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? String($0) : "\\\($0)" }.joined())
    }
}
