import Core

/// The body of "Update server".
enum ServerUpdateWire {
    static func change(_ body: JSONReader, minor: Int) throws -> @Sendable (inout Server) -> Void {
        let input = try Input.root(body, "server")
        var members: Set = ["name", "OS-DCF:diskConfig", "accessIPv4", "accessIPv6"]
        if minor >= 19 { members.insert("description") }
        if minor >= 90 { members.insert("hostname") }
        try input.allow(members)
        let name = try input.optional("name")?.name()
        let isDescribed = input.has("description")
        let description = try input.optional("description")?.description()
        let hostname = try input.optional("hostname").map { try HostNames.read($0, minor) }
        let (hasIPv4, ipv4) = (input.has("accessIPv4"), try AccessAddress.read(input, 4))
        let (hasIPv6, ipv6) = (input.has("accessIPv6"), try AccessAddress.read(input, 6))
        let disk = try input.optional("OS-DCF:diskConfig")?.word(of: ["AUTO", "MANUAL"])
        return { server in
            if let name { server.name = name }
            if isDescribed { server.description = description }
            if let hostname { server.hostname = hostname }
            if hasIPv4 { server.accessIPv4 = ipv4 }
            if hasIPv6 { server.accessIPv6 = ipv6 }
            if let disk { server.autoDiskConfig = disk == "AUTO" }
        }
    }
}
