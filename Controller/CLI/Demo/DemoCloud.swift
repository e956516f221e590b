import Core

/// What a first server needs: an image, flavors, networks with a way out, and a key.
///
/// Each step looks for what it would make by its name, and makes it only where it is missing: run again, or after having been
/// killed, it completes what is there and changes nothing else.
struct DemoCloud {
    let client: APIClient
    let console: Console
    /// Where the private key of the demo keypair is kept.
    let keyFile: String

    /// - Parameter image: the file of the guest image; nil makes no image.
    /// - Returns: what was made, in words; empty if everything was there.
    func make(image: String?) async throws -> [String] {
        var made: [String] = []
        if let image { made += try await DemoImage(client: client, console: console).make(from: image) }
        made += try await DemoFlavors(client: client).make()
        made += try await DemoNetworks(client: client).make()
        made += try await DemoKey(client: client, file: keyFile).make()
        return made
    }
}
