import Core
import Store

typealias FlavorID = ID<Flavor>

/// What a server is made of: a row of `compute_flavor`, and, as it was at that moment, a part of each server's row.
struct Flavor: Sendable, Hashable {
    /// A word that an administrator chose, or random.
    let id: FlavorID
    var name: String
    var vcpus: Int
    var memoryMiB: Int
    var rootGiB: Int
    var ephemeralGiB = 0
    var swapMiB = 0
    var rxtxFactor = 1.0
    var isPublic = true
    var description: String?
    var extraSpecs: [String: String] = [:]

    /// All disks together, in whole gibibytes.
    var diskGiB: Int { rootGiB + ephemeralGiB + (swapMiB + 1023) / 1024 }
}

extension Flavor {
    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        vcpus = try row.get("vcpus")
        memoryMiB = try row.get("memory_mib")
        rootGiB = try row.get("root_gib")
        ephemeralGiB = try row.get("ephemeral_gib")
        swapMiB = try row.get("swap_mib")
        rxtxFactor = try row.get("rxtx_factor")
        isPublic = try row.get("is_public")
        description = try row.get("description")
        extraSpecs = StringMap.read(try row.get("extra_specs"))
    }

    // MARK: As part of a server

    /// What a server keeps of it.
    var embedded: JSON {
        [
            "id": .string(id.string), "name": .string(name), "vcpus": .int(Int64(vcpus)), "ram": .int(Int64(memoryMiB)),
            "disk": .int(Int64(rootGiB)), "ephemeral": .int(Int64(ephemeralGiB)), "swap": .int(Int64(swapMiB)),
            "extra_specs": StringMap.json(extraSpecs),
        ]
    }

    init(embedded json: JSON) {
        func number(_ name: String) -> Int { Int(json[name]?.int ?? 0) }
        id = FlavorID(json["id"]?.string ?? "")
        name = json["name"]?.string ?? ""
        vcpus = number("vcpus")
        memoryMiB = number("ram")
        rootGiB = number("disk")
        ephemeralGiB = number("ephemeral")
        swapMiB = number("swap")
        extraSpecs = json["extra_specs"]?.object?.compactMapValues(\.string) ?? [:]
    }
}
