import Core
import HTTPTypes
import Web

enum TaskRoutes {
    static let all =
        [
            Route(.get, "/v2/tasks", policy: .rule("tasks_api_access"), handler: TaskHandlers.list),
            Route(.post, "/v2/tasks", policy: .rule("tasks_api_access"), handler: TaskHandlers.create),
            Route(.get, "/v2/tasks/{task_id}", policy: .rule("tasks_api_access"), handler: TaskHandlers.show),
        ]
        + [("task", TaskDocuments.task), ("tasks", TaskDocuments.tasks)].map { name, document in
            Route(.get, "/v2/schemas/\(name)", policy: .authenticated) { _ in .json { $0.value(document) } }
        }
}
