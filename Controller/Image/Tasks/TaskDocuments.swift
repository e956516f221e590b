import Core

/// The JSON schemas of tasks (Image API v2, "Task schemas").
enum TaskDocuments {
    static let task: JSON = ["name": "task", "properties": .object(members), "additionalProperties": false]

    static let tasks: JSON = [
        "name": "tasks",
        "properties": [
            // A list leaves out what went in and what came out.
            "tasks": [
                "type": "array",
                "items": [
                    "name": "task", "additionalProperties": false,
                    "properties": .object(members.filter { !["input", "result", "message"].contains($0.key) }),
                ],
            ],
            "first": ["type": "string"], "next": ["type": "string"], "schema": ["type": "string"],
        ],
        "links": [
            ["rel": "first", "href": "{first}"], ["rel": "next", "href": "{next}"], ["rel": "describedby", "href": "{schema}"],
        ],
    ]

    private static let members: [String: JSON] = [
        "id": [
            "type": "string", "description": "The identifier of the task.",
            "pattern": "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
        ],
        "type": [
            "type": "string", "description": "What the task does.", "enum": ["import", "api_image_import", "location_import"],
        ],
        "status": [
            "type": "string", "description": "How far the task is.", "enum": ["pending", "processing", "success", "failure"],
        ],
        "input": ["type": ["null", "object"], "description": "What the task works on."],
        "result": ["type": ["null", "object"], "description": "What came of the task."],
        "owner": text("The project whose task it is."),
        "message": text("Why the task has failed, in words."),
        "image_id": text("The image that the task is about."),
        "request_id": text("The request that began the task."),
        "user_id": text("The user who began the task."),
        "expires_at": ["type": ["null", "string"], "description": "When the task is forgotten."],
        "created_at": text("When the task was created."),
        "updated_at": text("When the task was changed last."),
        "self": ["type": "string", "readOnly": true],
        "schema": ["type": "string", "readOnly": true],
    ]

    private static func text(_ description: String) -> JSON { ["type": "string", "description": .string(description)] }
}
