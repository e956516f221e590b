import Web

/// Who may do what with metadata definitions, by upstream's names and with upstream's defaults: administrators write, and a
/// namespace is read by the readers of its project, a public one by all.
enum MetadefPolicy {
    private static let mine = "rule:admin_required or (role:reader and project_id:%(project_id)s)"
    private static let seen =
        "rule:admin_required or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))"

    static let rules: [PolicyRule] =
        [
            PolicyRule("metadef_admin", "rule:admin_required", "Who writes metadata definitions."),
            rule("get_metadef_namespace", seen, "Show a namespace of metadata definitions."),
            rule("get_metadef_namespaces", mine, "List the namespaces of metadata definitions."),
            rule("list_metadef_resource_types", seen, "List the types of resources that have definitions."),
            rule("get_metadef_resource_type", seen, "List the types of resources that a namespace is for."),
            rule("get_metadef_object", seen, "Show an object of a namespace."),
            rule("get_metadef_objects", seen, "List the objects of a namespace."),
            rule("get_metadef_property", seen, "Show a property of a namespace."),
            rule("get_metadef_properties", seen, "List the properties of a namespace."),
            rule("get_metadef_tag", seen, "Show a tag of a namespace."),
            rule("get_metadef_tags", seen, "List the tags of a namespace."),
        ]
        + written.map { rule($0.name, "rule:metadef_admin", $0.description) }

    private static let written: [(name: String, description: String)] = [
        ("add_metadef_namespace", "Create a namespace of metadata definitions."),
        ("modify_metadef_namespace", "Change a namespace of metadata definitions."),
        ("delete_metadef_namespace", "Delete a namespace of metadata definitions, or all objects or properties in it."),
        ("add_metadef_object", "Create an object in a namespace."),
        ("modify_metadef_object", "Change an object of a namespace."),
        ("delete_metadef_object", "Delete an object of a namespace."),
        ("add_metadef_property", "Create a property in a namespace."),
        ("modify_metadef_property", "Change a property of a namespace."),
        ("remove_metadef_property", "Delete a property of a namespace."),
        ("add_metadef_tag", "Create a tag in a namespace."),
        ("add_metadef_tags", "Create several tags in a namespace."),
        ("modify_metadef_tag", "Change a tag of a namespace."),
        ("delete_metadef_tag", "Delete a tag of a namespace."),
        ("delete_metadef_tags", "Delete all tags of a namespace."),
        ("add_metadef_resource_type_association", "Associate a namespace with a type of resource."),
        ("remove_metadef_resource_type_association", "Dissociate a namespace from a type of resource."),
    ]

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule(name, check, scopes: [.project], description)
    }
}
