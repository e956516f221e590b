import Core

/// The guest image of a new cloud, public.
struct DemoImage {
    static let name = "apus-guest"

    let client: APIClient
    let console: Console

    /// An upload that was cut off leaves an image without data, which is filled now.
    func make(from file: String) async throws -> [String] {
        let known = try await client.get("/image/v2/images?name=\(Self.name)")["images"]?.array ?? []
        if known.contains(where: { $0["status"]?.string == "active" }) { return [] }
        let upload = try UploadFile(path: file)
        let image = try await queued(known)
        try await console.working("Uploading \(Self.name) (\(Figures.size(UInt64(upload.size))))") {
            try await client.upload(upload, to: "/image/v2/images/\(image)/file")
        }
        return ["image \(Self.name) (\(Figures.size(UInt64(upload.size))))"]
    }

    private func queued(_ known: [JSON]) async throws -> String {
        if let id = known.first(where: { $0["status"]?.string == "queued" })?["id"]?.string { return id }
        let answer = try await client.post(
            "/image/v2/images",
            [
                "name": .string(Self.name), "disk_format": "qcow2", "container_format": "bare", "visibility": "public",
                "min_ram": 128, "os_distro": "debian",
            ])
        return try answer.text("id")
    }
}
