import Core
import NIOCore

extension Scenario {
    static let upload = Scenario(
        name: "upload", about: "An upload is cut off in the middle and begun again; the image is used, and another one deleted."
    ) { script in
        let image = try await script.makeImage("second")
        await script.cutOffUpload(image)
        try await script.until("the image can be uploaded again") {
            let status = try await script.get("/image/v2/images/\(image)")["status"]?.string
            if status == "queued" { try await script.uploadImage(image) }
            return status == "active"
        }
        let server = try await script.createServer("web-1", ["imageRef": .string(image)])
        try await script.until(server, "ACTIVE")
        try await script.delete("\(Script.compute)/servers/\(server)")
        try await script.untilGone(server)
        let third = try await script.makeImage("third")
        await script.cutOffUpload(third)
        try await script.delete("/image/v2/images/\(third)")
        try await script.delete("/image/v2/images/\(image)")
        // What uploads leave behind is swept away every ten minutes.
        try await script.idle(.seconds(660))
    }
}
