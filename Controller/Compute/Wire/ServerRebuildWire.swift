import Core

/// The body of the action "rebuild".
enum ServerRebuildWire {
    static func read(_ body: JSONReader, minor: Int) throws -> ServerRebuild {
        let input = try Input.root(body, "rebuild")
        try input.allow(members(minor))
        var rebuild = ServerRebuild(imageID: try input.member("imageRef").uuid())
        rebuild.name = try input.optional("name")?.name()
        rebuild.metadata = try input.optional("metadata")?.stringMap()
        if input.has("accessIPv4") { rebuild.accessIPv4 = .some(try AccessAddress.read(input, 4)) }
        if input.has("accessIPv6") { rebuild.accessIPv6 = .some(try AccessAddress.read(input, 6)) }
        rebuild.autoDiskConfig = try input.optional("OS-DCF:diskConfig").map { try $0.word(of: ["AUTO", "MANUAL"]) == "AUTO" }
        rebuild.description = try input.optional("description").map { try $0.description() }
        rebuild.keyName = try input.optional("key_name").map { $0.json.isNull ? nil : try $0.name() }
        rebuild.userData = try input.optional("user_data").map { data in
            data.json.isNull ? nil : try ServerCreateWire.base64(data, upTo: 65_535)
        }
        rebuild.hostname = try input.optional("hostname").map { try HostNames.read($0, minor) }
        rebuild.personality = try input.optional("personality").map(ServerCreateWire.personality)
        rebuild.adminPass = try input.optional("adminPass")?.text(0...Int.max)
        _ = try input.optional("preserve_ephemeral")?.bool()
        return rebuild
    }

    private static func members(_ minor: Int) -> Set<String> {
        var names: Set = [
            "imageRef", "name", "adminPass", "metadata", "preserve_ephemeral", "OS-DCF:diskConfig", "accessIPv4", "accessIPv6",
        ]
        if minor < 57 { names.insert("personality") }
        if minor >= 19 { names.insert("description") }
        if minor >= 54 { names.insert("key_name") }
        if minor >= 57 { names.insert("user_data") }
        if minor >= 63 { names.insert("trusted_image_certificates") }
        if minor >= 90 { names.insert("hostname") }
        return names
    }
}
