import Core
import HTTPTypes
import Web

enum MetadefRoutes {
    private static let namespace = "/v2/metadefs/namespaces/{namespace_name}"

    static func all(_ room: ImageRoom) -> [Route] {
        namespaces(room) + objects(room) + properties(room) + tags(room) + resourceTypes(room) + schemas
    }

    private static func namespaces(_ room: ImageRoom) -> [Route] {
        let namespaces = NamespaceHandlers(room: room)
        let sight = MetadefTargets(room: room).namespace
        let collection = "/v2/metadefs/namespaces"
        return [
            Route(
                .get, collection, policy: .rule("get_metadef_namespaces"), target: ImageTargets.own, handler: namespaces.list),
            Route(
                .post, collection, policy: .rule("add_metadef_namespace"), target: ImageTargets.own,
                handler: namespaces.create),
            Route(.get, namespace, policy: .rule("get_metadef_namespace"), target: sight, handler: namespaces.show),
            Route(.put, namespace, policy: .rule("modify_metadef_namespace"), target: sight, handler: namespaces.update),
            Route(.delete, namespace, policy: .rule("delete_metadef_namespace"), target: sight, handler: namespaces.delete),
        ]
    }

    private static func objects(_ room: ImageRoom) -> [Route] {
        let objects = MetadefHandlers(room: room, kind: .object)
        let sight = MetadefTargets(room: room).namespace
        let all = namespace + "/objects", one = namespace + "/objects/{object_name}"
        return [
            Route(.get, all, policy: .rule("get_metadef_objects"), target: sight, handler: objects.list),
            Route(.post, all, policy: .rule("add_metadef_object"), target: sight, handler: objects.create),
            Route(.delete, all, policy: .rule("delete_metadef_namespace"), target: sight, handler: objects.deleteAll),
            Route(.get, one, policy: .rule("get_metadef_object"), target: sight, handler: objects.show),
            Route(.put, one, policy: .rule("modify_metadef_object"), target: sight, handler: objects.update),
            Route(.delete, one, policy: .rule("delete_metadef_object"), target: sight, handler: objects.delete),
        ]
    }

    private static func properties(_ room: ImageRoom) -> [Route] {
        let properties = MetadefHandlers(room: room, kind: .property)
        let sight = MetadefTargets(room: room).namespace
        let all = namespace + "/properties", one = namespace + "/properties/{property_name}"
        return [
            Route(.get, all, policy: .rule("get_metadef_properties"), target: sight, handler: properties.list),
            Route(.post, all, policy: .rule("add_metadef_property"), target: sight, handler: properties.create),
            Route(.delete, all, policy: .rule("delete_metadef_namespace"), target: sight, handler: properties.deleteAll),
            Route(.get, one, policy: .rule("get_metadef_property"), target: sight, handler: properties.showProperty),
            Route(.put, one, policy: .rule("modify_metadef_property"), target: sight, handler: properties.update),
            Route(.delete, one, policy: .rule("remove_metadef_property"), target: sight, handler: properties.delete),
        ]
    }

    private static func tags(_ room: ImageRoom) -> [Route] {
        let tags = MetadefHandlers(room: room, kind: .tag)
        let sight = MetadefTargets(room: room).namespace
        let all = namespace + "/tags", one = namespace + "/tags/{tag_name}"
        return [
            Route(.get, all, policy: .rule("get_metadef_tags"), target: sight, handler: tags.list),
            Route(.post, all, policy: .rule("add_metadef_tags"), target: sight, handler: tags.createTags),
            Route(.delete, all, policy: .rule("delete_metadef_tags"), target: sight, handler: tags.deleteAll),
            Route(.get, one, policy: .rule("get_metadef_tag"), target: sight, handler: tags.show),
            Route(.post, one, policy: .rule("add_metadef_tag"), target: sight, handler: tags.createNamed),
            Route(.put, one, policy: .rule("modify_metadef_tag"), target: sight, handler: tags.update),
            Route(.delete, one, policy: .rule("delete_metadef_tag"), target: sight, handler: tags.delete),
        ]
    }

    private static func resourceTypes(_ room: ImageRoom) -> [Route] {
        let types = MetadefHandlers(room: room, kind: .resourceType)
        let sight = MetadefTargets(room: room).namespace
        let all = namespace + "/resource_types"
        return [
            Route(
                .get, "/v2/metadefs/resource_types", policy: .rule("list_metadef_resource_types"), target: ImageTargets.own,
                handler: types.resourceTypes),
            Route(.get, all, policy: .rule("get_metadef_resource_type"), target: sight, handler: types.list),
            Route(.post, all, policy: .rule("add_metadef_resource_type_association"), target: sight, handler: types.create),
            Route(
                .delete, all + "/{name}", policy: .rule("remove_metadef_resource_type_association"), target: sight,
                handler: types.delete),
        ]
    }

    private static var schemas: [Route] {
        MetadefDocuments.all.map { name, document in
            Route(.get, "/v2/schemas/metadefs/\(name)", policy: .authenticated) { _ in .json { $0.value(document) } }
        }
    }
}
