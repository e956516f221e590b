import Core

/// Flavors by the names that everybody knows.
struct DemoFlavors {
    let client: APIClient

    /// Name, processors, MiB of memory, GiB of disk.
    private static let flavors: [(name: String, vcpus: Int64, memory: Int64, disk: Int64)] = [
        ("m1.nano", 1, 192, 1), ("m1.tiny", 1, 256, 1), ("m1.small", 1, 2048, 20), ("m1.medium", 2, 4096, 40),
        ("m1.large", 4, 8192, 80), ("m1.xlarge", 8, 16_384, 160),
    ]

    func make() async throws -> [String] {
        let answer = try await client.get("/compute/v2.1/flavors?is_public=none")
        let known = Set((answer["flavors"]?.array ?? []).compactMap { $0["name"]?.string })
        let missing = Self.flavors.filter { !known.contains($0.name) }
        for flavor in missing {
            _ = try await client.post(
                "/compute/v2.1/flavors",
                [
                    "flavor": [
                        "name": .string(flavor.name), "vcpus": .int(flavor.vcpus), "ram": .int(flavor.memory),
                        "disk": .int(flavor.disk),
                    ]
                ])
        }
        return missing.isEmpty ? [] : ["flavors \(missing.map(\.name).joined(separator: ", "))"]
    }
}
