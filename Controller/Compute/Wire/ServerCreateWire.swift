import Core
import HTTPTypes
import Web

/// The body of "Create server", and its answer.
enum ServerCreateWire {
    static func wish(_ body: JSONReader, minor: Int) throws -> ServerWish {
        let hintNames: Set = ["os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"]
        let input = try Input.root(body, "server", besides: hintNames)
        try input.allow(members(minor))
        try input.require("name", "flavorRef")
        if minor >= 37 { try input.require("networks") }
        var wish = ServerWish(
            name: try input.member("name").name(), flavorID: FlavorID(try flavor(input.member("flavorRef"))))
        try what(input, &wish, minor)
        try count(input, &wish)
        try place(input, &wish)
        try describe(input, &wish, minor)
        wish.networks = try NetworkWish.networks(input.optional("networks"), minor)
        wish.securityGroups = try input.optional("security_groups")?.elements().compactMap { group in
            try group.allow(["name"])
            return try group.optional("name")?.name()
        }
        wish.hints = try hints(Input(body.json), hintNames)
        return wish
    }

    private static func members(_ minor: Int) -> Set<String> {
        var names: Set = [
            "name", "imageRef", "flavorRef", "adminPass", "metadata", "networks", "OS-DCF:diskConfig", "accessIPv4",
            "accessIPv6", "availability_zone", "block_device_mapping", "block_device_mapping_v2", "config_drive", "key_name",
            "min_count", "max_count", "return_reservation_id", "security_groups", "user_data",
        ]
        if minor < 57 { names.insert("personality") }
        if minor >= 19 { names.insert("description") }
        if minor >= 52 { names.insert("tags") }
        if minor >= 63 { names.insert("trusted_image_certificates") }
        if minor >= 74 { names.formUnion(["host", "hypervisor_hostname"]) }
        if minor >= 90 { names.insert("hostname") }
        return names
    }

    /// An id, or an older client's link that ends in one.
    private static func flavor(_ input: Input) throws -> String {
        if let number = input.json.int { return "\(number)" }
        let text = try input.text(1...255)
        return text.split(separator: "/").last.map(String.init) ?? text
    }

    private static func what(_ input: Input, _ wish: inout ServerWish, _ minor: Int) throws {
        if let image = input.optional("imageRef"), image.json != "" { wish.imageID = try image.uuid() }
        try BlockDeviceWish.read(input, into: &wish)
        wish.metadata = try input.optional("metadata")?.stringMap() ?? [:]
        wish.keyName = try input.optional("key_name")?.name()
        if let data = input.optional("user_data") { wish.userData = try base64(data, upTo: 65_535) }
        wish.hasConfigDrive = try input.optional("config_drive")?.bool() ?? false
        wish.personality = try input.optional("personality").map(personality) ?? []
        wish.adminPass = try input.optional("adminPass")?.text(0...Int.max)
        if minor >= 63, let certificates = input.optional("trusted_image_certificates"), !certificates.json.isNull {
            throw Refusal.invalid("This cloud does not verify certificates of images, so that none can be asked for.")
        }
    }

    static func base64(_ input: Input, upTo limit: Int) throws -> String {
        let text = try input.text(0...limit)
        guard Base64Text.isValid(text) else { throw input.refusal("'\(text.prefix(64))' is not a 'base64'") }
        return text
    }

    static func personality(_ input: Input) throws -> [JSON] {
        try input.elements().map { file in
            try file.allow(["path", "contents"])
            return [
                "path": .string(try file.member("path").text(0...65_535)),
                "contents": .string(try base64(file.member("contents"), upTo: 65_535)),
            ]
        }
    }

    private static func count(_ input: Input, _ wish: inout ServerWish) throws {
        let range: ClosedRange<Int64> = 1...Int64(Int32.max)
        let least = try input.optional("min_count")?.integer(range)
        let most = try input.optional("max_count")?.integer(range)
        wish.minCount = least ?? 1
        wish.maxCount = most ?? wish.minCount
        guard wish.minCount <= wish.maxCount else { throw Refusal.invalid("min_count must be <= max_count") }
        wish.returnsReservation = try input.optional("return_reservation_id")?.bool() ?? false
    }

    private static func place(_ input: Input, _ wish: inout ServerWish) throws {
        if let zone = try input.optional("availability_zone")?.name() {
            let parts = zone.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 3 else { throw Refusal.invalid("Invalid availability zone: \(zone)") }
            wish.zone = parts[0].isEmpty ? nil : parts[0]
            let host = parts.dropFirst().last { !$0.isEmpty }
            wish.forcedHost = host
        }
        for name in ["host", "hypervisor_hostname"] {
            guard let host = try input.optional(name)?.text(1...255) else { continue }
            guard wish.forcedHost == nil || wish.isRequestedHost else {
                throw Refusal.invalid("An host cannot be specified with a forced host in availability_zone.")
            }
            guard wish.forcedHost == nil || wish.forcedHost == host else {
                throw Refusal.invalid("Compute host \(host) could not be found.")
            }
            wish.forcedHost = host
            wish.isRequestedHost = true
        }
    }

    private static func describe(_ input: Input, _ wish: inout ServerWish, _ minor: Int) throws {
        wish.tags = try input.optional("tags").map(TagWire.tags) ?? []
        // Before there was a description, it was the name.
        wish.description = minor < 19 ? wish.name : try input.optional("description")?.description()
        wish.hostname = try input.optional("hostname").map { try HostNames.read($0, minor) }
        if wish.hostname != nil, wish.maxCount > 1 {
            throw Refusal.invalid("Unable to allocate a single hostname to multiple instances")
        }
        wish.accessIPv4 = try AccessAddress.read(input, 4)
        wish.accessIPv6 = try AccessAddress.read(input, 6)
        if let disk = input.optional("OS-DCF:diskConfig") {
            wish.autoDiskConfig = try disk.word(of: ["AUTO", "MANUAL"]) == "AUTO"
        }
    }

    private static func hints(_ body: Input, _ names: Set<String>) throws -> JSON {
        var hints: [String: JSON] = [:]
        for name in names.sorted() {
            guard let input = body.optional(name) else { continue }
            guard let members = input.json.object else { throw input.wrongType("object") }
            hints.merge(members) { $1 }
        }
        return .object(hints)
    }

    // MARK: Out

    /// 202 with the first of the servers, and what is said of it only now.
    static func reply(_ servers: [Server], _ wish: ServerWish, base: String) -> Reply {
        guard let server = servers.first else { return .empty(.accepted) }
        if wish.returnsReservation {
            return .json(.accepted) { w in w.object { $0.field("reservation_id", server.reservationID) } }
        }
        return .json(.accepted, headers: [.location: "\(base)/v2.1/servers/\(server.id)"]) { w in
            w.object { w in
                w.field("server") { w in
                    w.object { w in
                        w.field("id", server.id.string)
                        w.links(base, "servers", server.id.string)
                        w.field("OS-DCF:diskConfig", server.autoDiskConfig ? "AUTO" : "MANUAL")
                        w.field("security_groups") { w in
                            w.array(wish.securityGroups ?? ["default"]) { w, name in w.object { $0.field("name", name) } }
                        }
                        w.field("adminPass", wish.adminPass ?? AdminPassword.random())
                    }
                }
            }
        }
    }
}
