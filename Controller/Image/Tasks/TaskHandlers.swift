import Core
import Web

/// `/v2/tasks`, where upstream shows what it has begun and not finished (Image API v2, "Tasks").
///
/// Here an import is done when its request is answered, so that there is never a task to be shown; and what the old way of
/// importing would have fetched from anywhere is refused, as upstream does with every address that its operator has not allowed.
enum TaskHandlers {
    @Sendable static func list(_ context: RequestContext) async throws -> Reply {
        try check(context.query)
        return .json { w in
            w.object { w in
                w.field("tasks", [String]())
                w.field("first", PageLinks.first(context, "/v2/tasks"))
                w.field("schema", "/v2/schemas/tasks")
            }
        }
    }

    @Sendable static func show(_ context: RequestContext) async throws -> Reply {
        throw Fault(
            .notFound, code: "IMAGE-TASK-NOT-FOUND",
            "Task with the given id \(try context.parameter("task_id").prefix(64)) was not found")
    }

    @Sendable static func create(_ context: RequestContext) async throws -> Reply {
        let task = try await context.json().json
        for name in ["type", "input"] where task[name] == nil { throw Refusal.invalid("Task '\(name)' is required") }
        try SchemaCheck.check(task, against: TaskDocuments.task)
        guard task["type"] == "import" else {
            throw Fault(
                .badRequest, code: "IMAGE-TASK-TYPE",
                "Provided type of task is unsupported: \(task["type"]?.string?.prefix(64) ?? "")", hint: hint)
        }
        throw Fault(
            .badRequest, code: "IMAGE-TASK-IMPORT",
            "URI for legacy import task does not pass filtering: \(task["input"]?["import_from"]?.string?.prefix(256) ?? "")",
            hint: hint)
    }

    private static let hint = "Create an image, then use PUT /v2/images/{image_id}/stage and POST /v2/images/{image_id}/import."

    /// - Throws: `Fault` 400 for what no list can be asked for.
    private static func check(_ query: Query) throws {
        _ = try query.page(
            defaultLimit: nil, maximumLimit: ListWire.maximumLimit,
            sortable: ["created_at", "expires_at", "id", "owner", "status", "type", "updated_at"])
        let words = [
            ("sort_dir", "sort direction", ["asc", "desc"]),
            ("status", "status value", ["pending", "processing", "success", "failure"]), ("type", "type value", ["import"]),
        ]
        for (name, noun, known) in words {
            guard let word = query[name], !known.contains(word) else { continue }
            throw Refusal.invalid("Invalid \(noun): \(word.prefix(64))")
        }
        if let marker = query["marker"], UUIDText.bytes(marker) == nil { throw Refusal.invalid("Invalid marker format") }
    }
}
