import Core
import HTTPTypes
import Web

enum ImageRoutes {
    static func all(_ room: ImageRoom) -> [Route] {
        versions + images(room) + data(room) + members(room) + information(room) + TaskRoutes.all + MetadefRoutes.all(room)
    }

    private static var versions: [Route] {
        [
            Route(.get, "/", policy: .anyone, handler: VersionHandlers.choices),
            Route(.get, "/versions", policy: .anyone, handler: VersionHandlers.list),
            Route(.get, "/v2", policy: .anyone, handler: VersionHandlers.list),
        ]
    }

    private static func images(_ room: ImageRoom) -> [Route] {
        let images = ImageHandlers(room: room), tags = TagHandlers(room: room)
        let sight = ImageTargets(room: room).image
        return [
            Route(.get, "/v2/images", policy: .rule("get_images"), target: ImageTargets.own, handler: images.list),
            Route(.post, "/v2/images", policy: .rule("add_image"), target: ImageTargets.new, handler: images.create),
            Route(.get, "/v2/images/{image_id}", policy: .rule("get_image"), target: sight, handler: images.show),
            Route(
                .patch, "/v2/images/{image_id}", policy: .rule("modify_image"), target: sight, body: .stream(limit: 1 << 20),
                handler: images.update),
            Route(.delete, "/v2/images/{image_id}", policy: .rule("delete_image"), target: sight, handler: images.delete),
            Route(
                .post, "/v2/images/{image_id}/actions/deactivate", policy: .rule("deactivate"), target: sight,
                handler: images.deactivate),
            Route(
                .post, "/v2/images/{image_id}/actions/reactivate", policy: .rule("reactivate"), target: sight,
                handler: images.reactivate),
            Route(.put, "/v2/images/{image_id}/tags/{tag}", policy: .rule("modify_image"), target: sight, handler: tags.add),
            Route(
                .delete, "/v2/images/{image_id}/tags/{tag}", policy: .rule("modify_image"), target: sight,
                handler: tags.remove),
            Route(.get, "/v2/images/{image_id}/tasks", policy: .rule("get_image"), target: sight, handler: images.tasks),
        ]
    }

    private static func data(_ room: ImageRoom) -> [Route] {
        let data = DataHandlers(room: room)
        let sight = ImageTargets(room: room).image
        return [
            Route(
                .put, "/v2/images/{image_id}/file", policy: .rule("upload_image"), target: sight, body: .stream(),
                handler: data.upload),
            Route(
                .get, "/v2/images/{image_id}/file", policy: .rule("download_image"), target: sight, handler: data.download),
            Route(
                .put, "/v2/images/{image_id}/stage", policy: .rule("modify_image"), target: sight, body: .stream(),
                handler: data.stage),
            Route(
                .post, "/v2/images/{image_id}/import", policy: .rule("modify_image"), target: sight, handler: data.importData),
            Route(
                .delete, "/v2/stores/{store_id}/{image_id}", policy: .rule("delete_image_location"), target: sight,
                handler: data.deleteFromStore),
        ]
    }

    private static func members(_ room: ImageRoom) -> [Route] {
        let members = MemberHandlers(room: room)
        let sight = ImageTargets(room: room).image, offer = ImageTargets(room: room).offeredImage
        return [
            Route(
                .get, "/v2/images/{image_id}/members", policy: .rule("get_members"), target: offer, handler: members.list),
            Route(
                .post, "/v2/images/{image_id}/members", policy: .rule("add_member"), target: sight, handler: members.create),
            Route(
                .get, "/v2/images/{image_id}/members/{member_id}", policy: .rule("get_member"), target: sight,
                handler: members.show),
            Route(
                .put, "/v2/images/{image_id}/members/{member_id}", policy: .rule("modify_member"), target: sight,
                handler: members.update),
            Route(
                .delete, "/v2/images/{image_id}/members/{member_id}", policy: .rule("delete_member"), target: sight,
                handler: members.delete),
        ]
    }

    private static func information(_ room: ImageRoom) -> [Route] {
        let information = InformationHandlers(room: room)
        let schemas = [
            ("image", SchemaDocuments.image), ("images", SchemaDocuments.images), ("member", SchemaDocuments.member),
            ("members", SchemaDocuments.members),
        ]
        return schemas.map { name, document in
            Route(.get, "/v2/schemas/\(name)", policy: .authenticated) { _ in .json { $0.value(document) } }
        } + [
            Route(.get, "/v2/info/import", policy: .authenticated, handler: information.importMethods),
            Route(.get, "/v2/info/stores", policy: .authenticated, handler: information.stores),
            Route(
                .get, "/v2/info/stores/detail", policy: .rule("stores_info_detail"), handler: information.storeDetails),
            Route(.get, "/v2/info/usage", policy: .authenticated, handler: information.usage),
        ]
    }
}
