import Core

/// The JSON schemas of metadata definitions (Metadata Definitions Service API v2, "Schemas"): what clients are told, and what
/// their bodies are held against.
enum MetadefDocuments {
    static let namespace = schema("namespace", namespaceMembers, required: ["namespace"], definitions)
    static let namespaces = collection("namespaces", of: namespace)
    static let object = schema("object", objectMembers, required: ["name"], definitions)
    static let objects = collection("objects", of: object)
    /// One property alone, which says its own name; in a collection the name is its key.
    static let property = schema("property", propertyMembers, required: ["type", "title", "name"], numbers)
    static let namelessProperty = schema("property", propertyMembers, required: ["type", "title"], numbers)
    static let properties = collection("properties", of: namelessProperty, isDictionary: true)
    static let tag = schema("tag", tagMembers, required: ["name"])
    static let tags = collection("tags", of: tag)
    static let resourceType = schema("resource_type_association", associationMembers, required: ["name"])
    static let resourceTypes = collection("resource_type_associations", of: resourceType)
    /// The body that makes several tags at once.
    static let newTags: JSON = [
        "name": "tags", "additionalProperties": false,
        "properties": [
            "tags": [
                "type": "array",
                "items": [
                    "type": "object", "properties": ["name": ["type": "string"]], "required": ["name"],
                    "additionalProperties": false,
                ],
            ]
        ],
    ]

    /// By the last segment of their paths.
    static let all = [
        ("namespace", namespace), ("namespaces", namespaces), ("object", object), ("objects", objects), ("property", property),
        ("properties", properties), ("tag", tag), ("tags", tags), ("resource_type", resourceType),
        ("resource_types", resourceTypes),
    ]

    static func of(_ kind: MetadefKind) -> JSON {
        switch kind {
        case .property: property
        case .object: object
        case .tag: tag
        case .resourceType: resourceType
        }
    }

    // MARK: Shapes

    private static func schema(_ name: String, _ members: JSON, required: JSON, _ definitions: JSON? = nil) -> JSON {
        var schema: [String: JSON] = [
            "name": .string(name), "properties": members, "additionalProperties": false, "required": required,
        ]
        schema["definitions"] = definitions
        return .object(schema)
    }

    /// The definitions of its items move up to where their references look for them.
    private static func collection(_ name: String, of item: JSON, isDictionary: Bool = false) -> JSON {
        var each = item.object ?? [:]
        let definitions = each.removeValue(forKey: "definitions")
        var schema: [String: JSON] = [
            "name": .string(name),
            "properties": [
                name: isDictionary
                    ? ["type": "object", "additionalProperties": .object(each)] : ["type": "array", "items": .object(each)],
                "first": ["type": "string"], "next": ["type": "string"], "schema": ["type": "string"],
            ],
            "links": [
                ["rel": "first", "href": "{first}"], ["rel": "next", "href": "{next}"],
                ["rel": "describedby", "href": "{schema}"],
            ],
        ]
        schema["definitions"] = definitions
        return .object(schema)
    }
}
