import Core
import Store
import Web

extension MetadefNamespaces {
    static let defaultLimit = 25

    static let sortable: [String: SQL] = [
        "namespace": "namespace", "display_name": "COALESCE(display_name, '')", "description": "COALESCE(description, '')",
        "visibility": "visibility", "protected": "protected", "owner": "COALESCE(owner, '')", "created_at": "created_at",
        "updated_at": "updated_at", "id": "id",
    ]

    /// What a list shows of the namespaces that the caller may see.
    struct Filter: Sendable {
        let project: ProjectID?
        let isAdmin: Bool
        let visibility: MetadefNamespace.Visibility?
        /// nil for namespaces of any type of resource.
        let resourceTypes: [String]?

        /// - Throws: `Fault` 400 for a visibility that there is not.
        init(_ query: Query, project: ProjectID?, isAdmin: Bool) throws {
            self.project = project
            self.isAdmin = isAdmin
            visibility = try query["visibility"].map { word in
                guard let visibility = MetadefNamespace.Visibility(rawValue: word) else {
                    throw Refusal.invalid("Invalid visibility value: \(word.prefix(64))")
                }
                return visibility
            }
            resourceTypes = query["resource_types"].map { $0.split(separator: ",").map(String.init) }
        }

        /// What the marker, too, must fulfil.
        fileprivate var scope: SQL {
            if isAdmin { return "1 = 1" }
            guard let project else { return "visibility = 'public'" }
            return "(visibility = 'public' OR owner = \(project))"
        }

        fileprivate var conditions: [SQL] {
            var conditions: [SQL] = []
            if let visibility { conditions.append("visibility = \(visibility.rawValue)") }
            if let resourceTypes {
                conditions.append(
                    """
                    id IN (SELECT namespace_id FROM image_metadef_item
                        WHERE kind = 'resource_type' AND name IN \(list: resourceTypes))
                    """)
            }
            return conditions
        }
    }

    /// - Throws: `Fault` 404 METADEF-NAMESPACE-NOT-FOUND for a marker that the caller cannot see.
    static func list(_ s: Snapshot, _ query: MetadefQuery, _ filter: Filter) throws -> [MetadefNamespace] {
        if let marker = query.marker {
            let found = try find(s, marker)
            guard let found, found.isVisible(to: filter.project, isAdmin: filter.isAdmin) else {
                throw MetadefRefusal.namespaceNotFound(marker)
            }
        }
        return try query.rows(
            s, from: "image_metadef_namespace", nameColumn: "namespace", scope: filter.scope, filter.conditions
        ).map(MetadefNamespace.init)
    }
}
