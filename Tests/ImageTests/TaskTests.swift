import Core
import HTTPTypes
import Testing

/// `/v2/tasks`: there are none, and none is begun.
struct TaskTests {
    @Test func thereAreNone() async throws {
        try await Fixture.run { cloud in
            let list = try await cloud.get("/v2/tasks?status=pending", as: "admin")
            #expect(list.json == ["tasks": [], "first": "/v2/tasks?status=pending", "schema": "/v2/schemas/tasks"])
            for query in ["status=done", "type=export", "sort_dir=up", "limit=x", "marker=x"] {
                #expect(try await cloud.get("/v2/tasks?\(query)", as: "admin").status == .badRequest, "\(query)")
            }
            let shown = try await cloud.get("/v2/tasks/6f1a", as: "admin")
            #expect(shown.status == .notFound)
            #expect(shown.message == "Task with the given id 6f1a was not found")
            #expect(try await cloud.delete("/v2/tasks/6f1a", as: "admin").status == .methodNotAllowed)
        }
    }

    @Test(
        arguments: [
            (["input": [:]], "Task 'type' is required"), (["type": "import"], "Task 'input' is required"),
            (["type": "export", "input": [:]], "'export' is not one of"),
            (["type": "import", "input": "x"], "'x' is not of type"),
            (
                ["type": "import", "input": ["import_from": "http://192.0.2.1/x"]],
                "URI for legacy import task does not pass filtering: http://192.0.2.1/x"
            ),
            (["type": "location_import", "input": [:]], "Provided type of task is unsupported: location_import"),
        ] as [(JSON, String)])
    func noneIsBegun(_ body: JSON, _ reason: String) async throws {
        try await Fixture.run { cloud in
            let refused = try await cloud.post("/v2/tasks", body, as: "admin")
            #expect(refused.status == .badRequest)
            #expect(refused.message?.contains(reason) == true, "\(refused.message ?? "")")
            #expect(try await cloud.post("/v2/tasks", body, as: "manager").status == .forbidden)
        }
    }

    @Test func schemasSayWhatTheyWouldBe() async throws {
        try await Fixture.run { cloud in
            let task = try await cloud.get("/v2/schemas/task").json
            #expect(task["properties"]?["status"]?["enum"] == ["pending", "processing", "success", "failure"])
            let tasks = try await cloud.get("/v2/schemas/tasks").json
            #expect(tasks["properties"]?["tasks"]?["items"]?["properties"]?["input"] == nil)
        }
    }
}
