import Core
import HTTPTypes
import Testing

/// `/v2/images/{image_id}/members`: offering an image and taking the offer.
struct MemberTests {
    @Test func offerIsMadeAcceptedAndTakenBack() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage(["name": "shared"])
            #expect(try await cloud.get("/v2/images/\(id)", as: "guest").status == .notFound)
            let made = try await cloud.post("/v2/images/\(id)/members", ["member": "other"])
            #expect(made.status == .ok)
            let member: JSON = [
                "image_id": .string(id), "member_id": "other", "status": "pending", "created_at": "2023-11-14T22:13:20Z",
                "updated_at": "2023-11-14T22:13:20Z", "schema": "/v2/schemas/member",
            ]
            #expect(made.json == member)
            #expect(try await cloud.get("/v2/images/\(id)/members/other", as: "guest").json == member)
            #expect(try await cloud.get("/v2/images/\(id)", as: "guest").status == .ok)
            #expect(try await cloud.get("/v2/images", as: "guest").column("images") == [])
            #expect(try await cloud.get("/v2/images?member_status=pending", as: "guest").column("images") == ["shared"])
            #expect(try await cloud.get("/v2/images?member_status=all", as: "guest").column("images") == ["shared"])

            let accepted = try await cloud.put("/v2/images/\(id)/members/other", ["status": "accepted"], as: "guest")
            #expect(accepted.json["status"] == "accepted")
            #expect(try await cloud.get("/v2/images", as: "guest").column("images") == ["shared"])
            #expect(try await cloud.get("/v2/images/\(id)/file", as: "guest").bytes == [1, 2, 3])

            #expect(try await cloud.delete("/v2/images/\(id)/members/other").status == .noContent)
            #expect(try await cloud.delete("/v2/images/\(id)/members/other").status == .notFound)
            #expect(try await cloud.get("/v2/images/\(id)", as: "guest").status == .notFound)
        }
    }

    @Test func everySideDoesOnlyItsPart() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.activeImage()
            for member in ["other", "third"] {
                #expect(try await cloud.post("/v2/images/\(id)/members", ["member": .string(member)]).status == .ok)
            }
            let path = "/v2/images/\(id)/members"
            #expect(try await cloud.put("\(path)/other", ["status": "accepted"], as: "member").status == .forbidden)
            #expect(try await cloud.put("\(path)/third", ["status": "accepted"], as: "guest").status == .forbidden)
            #expect(try await cloud.put("\(path)/other", ["status": "accepted"], as: "guest-reader").status == .forbidden)
            #expect(try await cloud.put("\(path)/other", ["status": "accepted"], as: "admin").status == .ok)
            #expect(try await cloud.post(path, ["member": "fourth"], as: "guest").status == .forbidden)
            #expect(try await cloud.delete("\(path)/other", as: "guest").status == .forbidden)
            #expect(try await cloud.get("\(path)/third", as: "guest").status == .forbidden)
            #expect(try await cloud.get(path, as: "guest").column("members", "member_id") == ["other"])
            #expect(try await cloud.get(path, as: "reader").column("members", "member_id") == ["other", "third"])
            #expect(try await cloud.upload(id, [1], as: "guest").status == .forbidden)
            #expect(try await cloud.delete("/v2/images/\(id)", as: "guest").status == .forbidden)
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image()
            let path = "/v2/images/\(id)/members"
            #expect(try await cloud.post(path, ["member": "other"]).status == .ok)
            let twice = try await cloud.post(path, ["member": "other"])
            #expect(twice.status == .conflict)
            #expect(twice.message == "Member other is duplicated for image \(id)")
            #expect(try await cloud.post(path, [:]).message == "Member to be added not specified")
            #expect(try await cloud.post(path, ["member": ""]).status == .badRequest)
            #expect(try await cloud.put("\(path)/other", ["status": "perhaps"], as: "guest").status == .badRequest)
            #expect(try await cloud.put("\(path)/other", [:], as: "guest").message == "Status not specified")
            let secret = try await cloud.image(["visibility": "private"])
            #expect(try await cloud.post("/v2/images/\(secret)/members", ["member": "other"]).status == .forbidden)
            #expect(try await cloud.get("/v2/images/\(secret)/members").status == .forbidden)
        }
    }
}
