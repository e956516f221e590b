import Core

/// What the schemas of metadata definitions are made of.
extension MetadefDocuments {
    static let namespaceMembers: JSON = [
        "namespace": text("The name of the namespace, unique in the cloud.", length: 80),
        "display_name": text("The name that is shown to people.", length: 80),
        "description": text("What the namespace is for.", length: 500),
        "visibility": [
            "type": "string", "description": "Who sees the namespace besides its owner.", "enum": ["public", "private"],
        ],
        "protected": ["type": "boolean", "description": "Whether it is kept from being deleted."],
        "owner": text("The project that owns the namespace.", length: 255),
        "created_at": moment("When the namespace was created."),
        "updated_at": moment("When the namespace was changed last."),
        "schema": fixed, "self": fixed,
        "resource_type_associations": [
            "type": "array",
            "items": [
                "type": "object",
                "properties": [
                    "name": ["type": "string"], "prefix": ["type": "string"], "properties_target": ["type": "string"],
                ],
            ],
        ],
        "properties": ["$ref": "#/definitions/property"],
        "objects": [
            "type": "array",
            "items": [
                "type": "object",
                "properties": [
                    "name": ["type": "string"], "description": ["type": "string"],
                    "required": ["$ref": "#/definitions/stringArray"], "properties": ["$ref": "#/definitions/property"],
                ],
            ],
        ],
        "tags": ["type": "array", "items": ["type": "object", "properties": ["name": ["type": "string"]]]],
    ]

    static let objectMembers: JSON = [
        "name": ["type": "string", "maxLength": 80], "description": ["type": "string"],
        "required": ["$ref": "#/definitions/stringArray"], "properties": ["$ref": "#/definitions/property"],
        "schema": fixed, "self": fixed, "created_at": moment("When the object was created."),
        "updated_at": moment("When the object was changed last."),
    ]

    static let propertyMembers: JSON = [
        "name": ["type": "string", "maxLength": 80], "title": ["type": "string"], "description": ["type": "string"],
        "operators": ["type": "array", "items": ["type": "string"]], "type": types,
        "required": ["$ref": "#/definitions/stringArray"], "minimum": ["type": "number"], "maximum": ["type": "number"],
        "maxLength": ["$ref": "#/definitions/positiveInteger"],
        "minLength": ["$ref": "#/definitions/positiveIntegerDefault0"], "pattern": ["type": "string", "format": "regex"],
        "enum": ["type": "array"], "readonly": ["type": "boolean"], "default": [:],
        "items": ["type": "object", "properties": ["type": types, "enum": ["type": "array"]]],
        "maxItems": ["$ref": "#/definitions/positiveInteger"],
        "minItems": ["$ref": "#/definitions/positiveIntegerDefault0"],
        "uniqueItems": ["type": "boolean", "default": false], "additionalItems": ["type": "boolean"],
    ]

    static let tagMembers: JSON = [
        "name": ["type": "string", "maxLength": 80], "created_at": moment("When the tag was created."),
        "updated_at": moment("When the tag was changed last."),
    ]

    static let associationMembers: JSON = [
        "name": text("The type of resource, by the name that orchestration templates give it where there is one.", length: 80),
        "prefix": text(
            "What stands before each property of the namespace on such a resource, its separator included.", length: 80),
        "properties_target": text("Which metadata of such a resource is meant, where there are several.", length: 80),
        "created_at": moment("When the association was made."),
        "updated_at": moment("When the association was changed last."),
    ]

    static let numbers: JSON = [
        "positiveInteger": ["type": "integer", "minimum": 0],
        "positiveIntegerDefault0": ["allOf": [["$ref": "#/definitions/positiveInteger"], ["default": 0]]],
        "stringArray": ["type": "array", "items": ["type": "string"], "uniqueItems": true],
    ]

    static let definitions: JSON = .object(
        (numbers.object ?? [:]).merging([
            "property": [
                "type": "object",
                "additionalProperties": ["type": "object", "required": ["title", "type"], "properties": propertyMembers],
            ]
        ]) { $1 })

    private static let types: JSON = [
        "type": "string", "enum": ["array", "boolean", "integer", "number", "object", "string", nil],
    ]
    private static let fixed: JSON = ["type": "string", "readOnly": true]

    private static func text(_ description: String, length: Int64) -> JSON {
        ["type": "string", "description": .string(description), "maxLength": .int(length)]
    }

    private static func moment(_ description: String) -> JSON {
        ["type": "string", "readOnly": true, "description": .string(description), "format": "date-time"]
    }
}
