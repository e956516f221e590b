import Core
import Web

/// `flavor` and its `extra_specs` (Compute API, "Flavors", "Flavors extra-specs", "Flavors access").
enum FlavorWire {
    private static let number: ClosedRange<Int64> = 0...2_147_483_647

    static func new(_ body: JSONReader, minor: Int) throws -> Flavor {
        let input = try Input.root(body, "flavor")
        try input.allow(
            Set([
                "name", "id", "ram", "vcpus", "disk", "OS-FLV-EXT-DATA:ephemeral", "swap", "rxtx_factor",
                "os-flavor-access:is_public",
            ]).union(minor >= 55 ? ["description"] : []))
        try input.require("name", "ram", "vcpus", "disk")
        var flavor = Flavor(
            id: try id(input.optional("id")), name: try input.member("name").name(),
            vcpus: try input.member("vcpus").integer(1...number.upperBound),
            memoryMiB: try input.member("ram").integer(1...number.upperBound),
            rootGiB: try input.member("disk").integer(number))
        flavor.ephemeralGiB = try input.optional("OS-FLV-EXT-DATA:ephemeral")?.integer(number) ?? 0
        flavor.swapMiB = try input.optional("swap")?.integer(number) ?? 0
        flavor.rxtxFactor = try input.optional("rxtx_factor").map(factor) ?? 1
        flavor.isPublic = try input.optional("os-flavor-access:is_public")?.bool() ?? true
        flavor.description = try input.optional("description")?.description(upTo: 65_535)
        return flavor
    }

    /// Upstream makes one up for `auto`, null and none.
    private static func id(_ input: Input?) throws -> FlavorID {
        guard let input, !input.json.isNull, input.json != "auto" else { return .random() }
        if let number = input.json.int { return FlavorID("\(number)") }
        let text = try input.text(1...255)
        let isPlain = text.utf8.allSatisfy { Input.isKey(String(UnicodeScalar($0))) && $0 != UInt8(ascii: ":") }
        guard isPlain, text.first != " ", text.last != " " else {
            throw input.refusal("'\(text)' does not match '^(?! )[a-zA-Z0-9. _-]+(?<! )$'")
        }
        return FlavorID(text)
    }

    private static func factor(_ input: Input) throws -> Double {
        let number: Double? =
            switch input.json {
            case .int(let value): Double(value)
            case .double(let value): value
            case .string(let text): Double(text)
            default: nil
            }
        guard let number, number > 0, number <= 3.40282e+38 else {
            throw input.refusal("\(PythonText.quoted(input.json)) is not a number greater than 0")
        }
        return number
    }

    static func description(_ body: JSONReader) throws -> String? {
        let input = try Input.root(body, "flavor")
        try input.allow(["description"])
        return try input.member("description").description(upTo: 65_535)
    }

    // MARK: Out

    static func basic(_ w: inout JSONWriter, _ flavor: Flavor, _ context: RequestContext) {
        w.object { w in
            w.field("id", flavor.id.string)
            w.field("name", flavor.name)
            w.links(context.base, "flavors", flavor.id.string)
            if context.minor >= 55 { w.field("description", flavor.description) }
        }
    }

    /// - Parameter extraSpecs: whether the caller may see them.
    static func write(_ w: inout JSONWriter, _ flavor: Flavor, _ context: RequestContext, extraSpecs: Bool) {
        let minor = context.minor
        w.object { w in
            w.field("id", flavor.id.string)
            w.field("name", flavor.name)
            w.field("ram", flavor.memoryMiB)
            w.field("disk", flavor.rootGiB)
            if flavor.swapMiB == 0, minor < 75 { w.field("swap", "") } else { w.field("swap", flavor.swapMiB) }
            w.field("OS-FLV-EXT-DATA:ephemeral", flavor.ephemeralGiB)
            w.field("OS-FLV-DISABLED:disabled", false)
            w.field("vcpus", flavor.vcpus)
            w.field("os-flavor-access:is_public", flavor.isPublic)
            w.field("rxtx_factor") { $0.value(flavor.rxtxFactor) }
            w.links(context.base, "flavors", flavor.id.string)
            if minor >= 55 { w.field("description", flavor.description) }
            if minor >= 61, extraSpecs { w.field("extra_specs", flavor.extraSpecs) }
        }
    }

    static func access(_ projects: [ProjectID], of id: FlavorID) -> Reply {
        .json { w in
            w.object { w in
                w.field("flavor_access") { w in
                    w.array(projects) { w, project in
                        w.object { w in
                            w.field("flavor_id", id.string)
                            w.field("tenant_id", project.string)
                        }
                    }
                }
            }
        }
    }
}
