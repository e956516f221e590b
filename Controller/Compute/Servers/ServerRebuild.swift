import Core
import Image
import Store

/// A server anew: fresh disks from an image, the same flavor, ports and addresses.
struct ServerRebuild: Sendable {
    var imageID: String
    var name: String?
    var metadata: [String: String]?
    var accessIPv4: String??
    var accessIPv6: String??
    var autoDiskConfig: Bool?
    var description: String??
    var keyName: String??
    var userData: String??
    var hostname: String?
    var personality: [JSON]?
    var adminPass: String?

    /// - Throws: 404; 400 for an image that is not there or does not fit; 409 for a locked server or one in another state.
    func apply(_ tx: Transaction, _ id: ServerID, by actor: Actor) throws {
        try ServerIntent.change(tx, id, "rebuild", by: actor) { server in
            try server.require("rebuild", in: ["active", "stopped", "error"])
            guard server.state.host != nil else {
                throw Refusal.conflict("Instance \(id) has no host to be rebuilt on.", hint: "Delete it and create it again.")
            }
            let image = try ServerImage.find(tx, imageID, project: server.projectID, isAdmin: actor.isAdmin)
            try ServerImage.check(image, fits: server.flavor)
            if case .some(let name?) = keyName {
                guard let keypair = try Keypairs.find(tx, actor.userID, name) else {
                    throw Refusal.invalid("Invalid key_name provided.")
                }
                server.publicKey = keypair.publicKey
            } else if keyName != nil {
                server.publicKey = nil
            }
            describe(&server)
            try Quotas.checkMetadata(tx, server.projectID, count: server.metadata.count)
            try Quotas.checkFiles(tx, server.projectID, personality ?? [])
            server.imageID = imageID
            server.rebuilds += 1
            server.generation += 1
            if ServerStatus(server).vmState == "error" {
                server.power = .running
                server.powerGeneration += 1
            }
        }
    }

    private func describe(_ server: inout Server) {
        if let name { server.name = name }
        if let metadata { server.metadata = metadata }
        if let accessIPv4 { server.accessIPv4 = accessIPv4 }
        if let accessIPv6 { server.accessIPv6 = accessIPv6 }
        if let autoDiskConfig { server.autoDiskConfig = autoDiskConfig }
        if let description { server.description = description }
        if let keyName { server.keyName = keyName }
        if let userData { server.userData = userData }
        if let hostname { server.hostname = hostname }
        if let personality { server.personality = personality }
    }
}
