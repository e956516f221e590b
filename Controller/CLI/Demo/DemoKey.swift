import Core

/// The keypair `demo`. The cloud keeps its public half only, so both go together: where the file is lost, a new pair is made.
struct DemoKey {
    static let name = "demo"

    let client: APIClient
    let file: String

    func make() async throws -> [String] {
        let answer = try await client.get("/compute/v2.1/os-keypairs")
        let exists = (answer["keypairs"]?.array ?? []).contains { $0["keypair"]?["name"]?.string == Self.name }
        if exists, Machine.exists(file) { return [] }
        if exists { try await client.delete("/compute/v2.1/os-keypairs/\(Self.name)") }
        let made = try await client.post("/compute/v2.1/os-keypairs", ["keypair": ["name": .string(Self.name)]])
        let key = try made.member("keypair").text("private_key")
        try DurableFile.write(Array(key.utf8), to: file, mode: 0o600)
        return ["key \(file)"]
    }
}
