import Core
import HTTPTypes
import Store
import Testing

/// `/flavors`, by who may do what and by microversion.
struct FlavorTests {
    @Test func administratorsMakeThemAndEverybodySeesThem() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let body: JSON = ["flavor": ["name": "m1.x", "id": "x", "ram": 512, "vcpus": "2", "disk": 3, "description": "for x"]]
            #expect(try await cloud.post("/flavors", body).status == .forbidden)
            let made = try await cloud.post("/flavors", body, as: "admin")
            #expect(made.status == .ok)
            #expect(made.json["flavor"]?["vcpus"] == 2)
            #expect(made.json["flavor"]?["swap"] == 0)
            #expect(made.json["flavor"]?["rxtx_factor"] == 1.0)
            #expect(made.json["flavor"]?["extra_specs"] == [:])
            #expect(try await cloud.post("/flavors", body, as: "admin").message == "Flavor with ID x already exists.")
            let listed = try await cloud.get("/flavors").json["flavors"]?.array ?? []
            #expect(listed.compactMap { $0["id"]?.string } == ["big", "tiny", "x"])
            #expect(try await cloud.send(.delete, "/flavors/x", as: "admin").status == .accepted)
            #expect(try await cloud.get("/flavors/x").message == "Flavor x could not be found.")
        }
    }

    @Test(arguments: [("2.1", 11), ("2.55", 12), ("2.61", 13), ("2.96", 13)])
    func aBodyHasTheMembersOfItsMicroversion(_ version: String, _ count: Int) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let flavor = try #require(try await cloud.get("/flavors/tiny", version: version).json["flavor"]?.object)
            #expect(flavor.count == count, "\(flavor.keys.sorted())")
            #expect(flavor["swap"] == (version == "2.96" ? 0 : ""))
        }
    }

    @Test(
        arguments: [
            (["ram": 512, "vcpus": 1, "disk": 1], "'name' is a required property"),
            (["name": "a", "ram": 0, "vcpus": 1, "disk": 1], "0 is less than the minimum of 1"),
            (["name": "a", "ram": true, "vcpus": 1, "disk": 1], "True is not of type 'integer', 'string'"),
            (["name": " a", "ram": 1, "vcpus": 1, "disk": 1], "does not match"),
            (["name": "a", "ram": 1, "vcpus": 1, "disk": 1, "colour": "red"], "('colour' was unexpected)"),
            (["name": "a", "id": "a/b", "ram": 1, "vcpus": 1, "disk": 1], "does not match"),
        ] as [(JSON, String)])
    func whatIsWrongIsRefused(_ flavor: JSON, _ words: String) async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let answer = try await cloud.post("/flavors", ["flavor": flavor], as: "admin")
            #expect(answer.status == .badRequest)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func extraSpecsAreKeptAsText() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let path = "/flavors/tiny/os-extra_specs"
            #expect(try await cloud.post(path, ["extra_specs": ["hw:cpu_policy": "shared"]]).status == .forbidden)
            let made = try await cloud.post(path, ["extra_specs": ["hw:cpu_policy": "shared", "n": 7]], as: "admin")
            #expect(made.json["extra_specs"] == ["hw:cpu_policy": "shared", "n": "7"])
            #expect(try await cloud.get(path + "/n").json == ["n": "7"])
            #expect(try await cloud.send(.put, path + "/n", ["n": "8"], as: "admin").json == ["n": "8"])
            #expect(try await cloud.send(.put, path + "/n", ["m": "8"], as: "admin").message == "Request body and URI mismatch")
            #expect(try await cloud.send(.delete, path + "/n", as: "admin").status == .ok)
            #expect(try await cloud.get(path + "/n").message == "Flavor tiny has no extra specs with key n.")
            #expect(try await cloud.get("/flavors/tiny").json["flavor"]?["extra_specs"] == ["hw:cpu_policy": "shared"])
        }
    }

    @Test func aPrivateFlavorIsOpenToSome() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            let flavor: JSON = [
                "name": "m1.p", "id": "p", "ram": 1, "vcpus": 1, "disk": 0, "os-flavor-access:is_public": false,
            ]
            #expect(try await cloud.post("/flavors", ["flavor": flavor], as: "admin").status == .ok)
            #expect(try await cloud.get("/flavors/p").status == .notFound)
            let add: JSON = ["addTenantAccess": ["tenant": "demo"]]
            #expect(try await cloud.post("/flavors/p/action", add).status == .forbidden)
            let opened = try await cloud.post("/flavors/p/action", add, as: "admin")
            #expect(opened.json["flavor_access"] == [["flavor_id": "p", "tenant_id": "demo"]])
            #expect(try await cloud.post("/flavors/p/action", add, as: "admin").status == .conflict)
            #expect(try await cloud.get("/flavors/p").status == .ok)
            #expect(try await cloud.get("/flavors/p", as: "stranger").status == .notFound)
            #expect(try await cloud.get("/flavors/tiny/os-flavor-access", as: "admin").status == .notFound)
            let remove: JSON = ["removeTenantAccess": ["tenant": "demo"]]
            #expect(try await cloud.post("/flavors/p/action", remove, as: "admin").json["flavor_access"] == [])
            #expect(try await cloud.post("/flavors/p/action", remove, as: "admin").status == .notFound)
        }
    }

    @Test func listsHaveFiltersAndPages() async throws {
        try await ServerCloud.run(drives: false) { cloud in
            func ids(_ query: String) async throws -> [String] {
                (try await cloud.get("/flavors?" + query).json["flavors"]?.array ?? []).compactMap { $0["id"]?.string }
            }
            #expect(try await ids("minRam=1000") == ["big"])
            #expect(try await ids("sort_key=memory_mb&sort_dir=desc") == ["big", "tiny"])
            #expect(try await ids("limit=1") == ["big"])
            #expect(try await ids("limit=1&marker=big") == ["tiny"])
            let page = try await cloud.get("/flavors?limit=1").json
            #expect(page["flavors_links"]?[0]?["href"]?.string?.hasSuffix("limit=1&marker=big") == true)
            #expect(try await cloud.get("/flavors?marker=none").message == "marker [none] not found")
            #expect(try await cloud.get("/flavors?colour=red").status == .badRequest)
            #expect(try await cloud.get("/flavors?colour=red", version: "2.74").status == .ok)
        }
    }
}
