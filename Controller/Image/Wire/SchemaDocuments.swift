import Core

/// The JSON schemas by which clients learn what images and members are made of (Image API v2, "Schemas").
enum SchemaDocuments {
    static let image: JSON = [
        "name": "image", "properties": .object(imageProperties), "additionalProperties": ["type": "string"],
        "links": [
            ["rel": "self", "href": "{self}"], ["rel": "enclosure", "href": "{file}"],
            ["rel": "describedby", "href": "{schema}"],
        ],
    ]
    static let images = collection("images", of: image)

    static let member: JSON = ["name": "member", "properties": .object(memberProperties)]
    static let members = collection("members", of: member)

    private static func collection(_ name: String, of item: JSON) -> JSON {
        [
            "name": .string(name),
            "properties": .object([
                name: ["type": "array", "items": item],
                "first": ["type": "string"], "next": ["type": "string"], "schema": ["type": "string"],
            ]),
            "links": [
                ["rel": "first", "href": "{first}"], ["rel": "next", "href": "{next}"],
                ["rel": "describedby", "href": "{schema}"],
            ],
        ]
    }

    private static let imageProperties: [String: JSON] = [
        "id": [
            "type": "string", "description": "An identifier for the image",
            "pattern": "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
        ],
        "name": text("Descriptive name for the image", length: 255),
        "status": [
            "type": "string", "readOnly": true, "description": "Status of the image",
            "enum": .array(Image.Status.allCases.map { .string($0.rawValue) }),
        ],
        "visibility": [
            "type": "string", "description": "Scope of image accessibility",
            "enum": ["community", "public", "private", "shared"],
        ],
        "protected": ["type": "boolean", "description": "If true, image will not be deletable."],
        "os_hidden": ["type": "boolean", "description": "If true, image will not appear in default image list response."],
        "checksum": text("md5 hash of image contents.", length: 32, readOnly: true),
        "os_hash_algo": text("Algorithm to calculate the os_hash_value", length: 64, readOnly: true),
        "os_hash_value": text(
            "Hexdigest of the image contents using the algorithm specified by the os_hash_algo", length: 128, readOnly: true),
        "owner": text("Owner of the image", length: 255),
        "stores": ["type": "string", "readOnly": true, "description": "Store in which image data resides."],
        "size": ["type": ["null", "integer"], "readOnly": true, "description": "Size of image file in bytes"],
        "virtual_size": ["type": ["null", "integer"], "readOnly": true, "description": "Virtual size of image in bytes"],
        "container_format": format("Format of the container", AttributeWire.containerFormats),
        "disk_format": format("Format of the disk", AttributeWire.diskFormats),
        "created_at": fixed("Date and time of image registration"),
        "updated_at": fixed("Date and time of the last image modification"),
        "tags": [
            "type": "array", "description": "List of strings related to the image",
            "items": ["type": "string", "maxLength": 255],
        ],
        "min_ram": ["type": "integer", "description": "Amount of ram (in MB) required to boot image."],
        "min_disk": ["type": "integer", "description": "Amount of disk space (in GB) required to boot image."],
        "self": fixed("An image self url"),
        "file": fixed("An image file url"),
        "schema": fixed("An image schema url"),
    ]

    private static let memberProperties: [String: JSON] = [
        "created_at": ["type": "string", "description": "Date and time of image member creation"],
        "image_id": [
            "type": "string", "description": "An identifier for the image",
            "pattern": "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
        ],
        "member_id": ["type": "string", "description": "An identifier for the image member (tenantId)"],
        "status": [
            "type": "string", "description": "The status of this image member", "enum": ["pending", "accepted", "rejected"],
        ],
        "updated_at": ["type": "string", "description": "Date and time of last modification of image member"],
        "schema": ["type": "string", "readOnly": true],
    ]

    private static func text(_ description: String, length: Int64, readOnly: Bool = false) -> JSON {
        var members: [String: JSON] = [
            "type": ["null", "string"], "description": .string(description), "maxLength": .int(length),
        ]
        if readOnly { members["readOnly"] = true }
        return .object(members)
    }

    private static func format(_ description: String, _ known: [String]) -> JSON {
        [
            "type": ["null", "string"], "description": .string(description),
            "enum": .array([.null] + known.map { .string($0) }),
        ]
    }

    private static func fixed(_ description: String) -> JSON {
        ["type": "string", "readOnly": true, "description": .string(description)]
    }
}
