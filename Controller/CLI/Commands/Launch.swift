import ArgumentParser
import Core

struct Launch: Work {
    static let configuration = CommandConfiguration(
        commandName: "launch",
        abstract: "From an image to a server that can be reached, in one go.",
        discussion: """
            Makes a server, shows each step of its start, and gives it an address that can be reached from outside. What is not \
            named is chosen: the first flavor that the image fits, the network and the key that `apus up` has made.

            Examples:
              apus launch apus-guest web-1 --ip public
              apus launch debian-12 db --flavor m1.small --network backend --key ada
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The image, by name or id.")
    var image: String

    @Argument(help: "The name of the new server.")
    var name: String

    @Option(help: "The flavor, by name or id.")
    var flavor = "m1.tiny"

    @Option(help: "The network that the server is on, by name or id.")
    var network = "demo"

    @Option(help: "The external network of which it gets a floating address; \"none\" for none.")
    var ip = "public"

    @Option(help: "The name of a keypair; \"none\" for none.")
    var key = DemoKey.name

    @Option(help: ArgumentHelp("How long to wait for the server, in seconds.", valueName: "seconds"))
    var patience = 300

    func run(_ console: Console) async throws {
        let client = try CloudFinder.client(for: common.directory)
        let start = SystemTime().now
        let server = try await create(client)
        let timeline = Timeline(client: client, console: console, server: server, start: start)
        let end = try await timeline.follow(within: .seconds(patience))
        guard end["status"]?.string == "ACTIVE" else { throw Self.failure(end, name) }
        let address = try await ip == "none" ? nil : FloatingAddress(client: client).give(to: server, from: ip)
        console.document { w in
            w.object { w in
                w.field("id", server)
                w.field("name", name)
                w.field("status", "ACTIVE")
                w.field("floating_address", address)
                w.field("milliseconds", (SystemTime().now - start).microseconds / 1000)
            }
        }
        try finish(console, address)
    }

    private func create(_ client: APIClient) async throws -> String {
        let finder = ServerFinder(client: client)
        var server: [String: JSON] = [
            "name": .string(name), "imageRef": .string(try await finder.image(image)),
            "flavorRef": .string(try await finder.flavor(flavor)),
            "networks": [["uuid": .string(try await finder.network(network))]],
        ]
        if key != "none" { server["key_name"] = .string(key) }
        let answer = try await client.post("/compute/v2.1/servers", ["server": .object(server)])
        return try answer.member("server").text("id")
    }

    private func finish(_ console: Console, _ address: String?) throws {
        guard let address else { return console.line("  Next  apus console \(name)") }
        let local = try LocalCloud.load(common.directory)
        let identity = key == DemoKey.name ? local.map { "-i \($0.demoKey) " } ?? "" : ""
        console.line("  ssh \(identity)user@\(address)")
    }

    /// The scheduler's explanation is in the server's fault.
    private static func failure(_ server: JSON, _ name: String) -> Fault {
        let fault = server["fault"]
        return Fault(
            .conflict, code: "LAUNCH-FAILED", "\"\(name)\" cannot run: \(fault?["message"]?.string ?? "no reason was given")",
            hint: "apus why \(name)", detail: fault?["details"]?.string)
    }
}
