import Core
import HTTPTypes
import Testing

/// `GET /v2/images`: filters, order, pages, and who sees what.
struct ListTests {
    @Test func theEmptyIDIsNotTheList() async throws {
        try await Fixture.run { cloud in
            let list = try await cloud.get("/v2/images"), nothing = try await cloud.get("/v2/images/")
            #expect(list.status == .ok)
            #expect(nothing.status == .notFound)
        }
    }

    /// alpha (3 bytes), beta (5 bytes, tagged), gamma (queued, a property), each a second younger than the one before.
    private func fill(_ cloud: Fixture) async throws {
        _ = try await cloud.activeImage(["name": "alpha", "protected": true])
        cloud.time.advance(by: .seconds(1))
        _ = try await cloud.activeImage(["name": "beta", "tags": ["x", "y"], "min_ram": 64], data: [1, 2, 3, 4, 5])
        cloud.time.advance(by: .seconds(1))
        _ = try await cloud.image(["name": "gamma, d", "os_distro": "debian", "disk_format": "qcow2"])
        cloud.time.advance(by: .seconds(1))
        _ = try await cloud.image(["name": "hidden", "os_hidden": true])
    }

    static let filters: [(String, [String])] = [
        ("", ["gamma, d", "beta", "alpha"]),
        ("name=beta", ["beta"]),
        ("name=in:alpha,beta", ["beta", "alpha"]),
        ("name=in:%22gamma,%20d%22,alpha", ["gamma, d", "alpha"]),
        ("status=active", ["beta", "alpha"]),
        ("status=in:active,queued", ["gamma, d", "beta", "alpha"]),
        ("disk_format=qcow2", ["gamma, d"]),
        ("container_format=bare", ["beta", "alpha"]),
        ("visibility=private", []),
        ("visibility=shared", ["gamma, d", "beta", "alpha"]),
        ("owner=demo&tag=x", ["beta"]),
        ("tag=x&tag=y", ["beta"]),
        ("tag=x&tag=z", []),
        ("size_min=4", ["beta"]),
        ("size_max=4", ["alpha"]),
        ("size_min=3&size_max=5", ["beta", "alpha"]),
        ("min_ram=64", ["beta"]),
        ("min_ram_max=63", ["gamma, d", "alpha"]),
        ("protected=true", ["alpha"]),
        ("protected=false", ["gamma, d", "beta"]),
        ("os_hidden=true", ["hidden"]),
        ("os_distro=debian", ["gamma, d"]),
        ("os_distro=ubuntu", []),
        ("checksum=5289df737df57326fcdd22597afb1fac", ["alpha"]),
        ("created_at=gt:2023-11-14T22:13:20Z", ["gamma, d", "beta"]),
        ("created_at=lte:2023-11-14T22:13:20Z", ["alpha"]),
        ("created_at=2023-11-14T22:13:21Z", ["beta"]),
        ("created_at=neq:2023-11-14T22:13:21Z", ["gamma, d", "alpha"]),
        ("sort_key=name&sort_dir=asc", ["alpha", "beta", "gamma, d"]),
        ("sort_key=name", ["gamma, d", "beta", "alpha"]),
        ("sort_dir=asc", ["alpha", "beta", "gamma, d"]),
        ("sort=status:asc,name:desc", ["beta", "alpha", "gamma, d"]),
        ("sort=size:asc", ["gamma, d", "alpha", "beta"]),
        ("sort_key=status&sort_key=name&sort_dir=asc&sort_dir=desc", ["beta", "alpha", "gamma, d"]),
        ("limit=0", []),
    ]

    @Test func filtersAndOrders() async throws {
        try await Fixture.run { cloud in
            try await fill(cloud)
            for (query, names) in Self.filters {
                let answer = try await cloud.get("/v2/images?\(query)")
                #expect(answer.status == .ok, "\(query): \(answer.json.text)")
                #expect(answer.column("images") == names, "\(query)")
            }
        }
    }

    static let bad = [
        "limit=x", "limit=-1", "sort_key=colour", "sort=name:up", "sort_dir=up", "visibility=secret", "member_status=maybe",
        "protected=perhaps", "os_hidden=perhaps", "size_min=big", "created_at=yesterday", "name=gt:a", "name=in:%22a",
        "created_at=in:2023-11-14", "marker=00000000-0000-0000-0000-000000000000",
    ]

    @Test(arguments: bad)
    func badQueriesAreRefused(_ query: String) async throws {
        try await Fixture.run { cloud in
            let answer = try await cloud.get("/v2/images?\(query)")
            #expect(answer.status == .badRequest, "\(answer.json.text)")
        }
    }

    /// Follows the links of pages of each size, in orders with ties and with nothing to compare.
    @Test(arguments: ["", "&sort=name:asc", "&sort=size:desc,name:asc", "&sort=status:asc", "&sort_key=id&sort_dir=desc"])
    func pagesShowEachImageOnce(_ order: String) async throws {
        try await Fixture.run { cloud in
            for index in 0..<7 {
                _ = try await cloud.image(index < 3 ? ["name": "same"] : index < 5 ? [:] : ["name": .string("n\(index)")])
            }
            _ = try await cloud.activeImage()
            let whole = try await cloud.get("/v2/images?limit=100\(order)").column("images", "id")
            #expect(whole.count == 8)
            for size in [1, 3, 4] {
                var ids: [String] = [], next: String? = "/v2/images?limit=\(size)\(order)&status=in:queued,active"
                while let page = next {
                    let answer = try await cloud.get(page)
                    ids += answer.column("images", "id")
                    next = answer.json["next"]?.string
                    #expect(answer.json["first"]?.string?.hasPrefix("/v2/images?limit=\(size)") == true)
                    #expect(ids.count <= 8)
                }
                #expect(ids == whole, "pages of \(size)")
            }
        }
    }

    @Test func listHasItsLinks() async throws {
        try await Fixture.run { cloud in
            let id = try await cloud.image(["name": "a b"])
            let answer = try await cloud.get("/v2/images?name=a%20b&limit=1").json
            #expect(answer["first"] == "/v2/images?name=a%20b&limit=1")
            #expect(answer["next"] == .string("/v2/images?name=a%20b&limit=1&marker=\(id)"))
            #expect(answer["schema"] == "/v2/schemas/images")
            let plain = try await cloud.get("/v2/images").json
            #expect(plain["first"] == "/v2/images")
            #expect(plain["next"] == nil)
        }
    }

    @Test func everybodySeesWhatIsMeantForThem() async throws {
        try await Fixture.run { cloud in
            for visibility in ["private", "shared", "community"] {
                _ = try await cloud.image(["name": .string(visibility), "visibility": .string(visibility)])
            }
            _ = try await cloud.image(["name": "public", "visibility": "public"], as: "admin")
            func names(_ persona: String, _ query: String = "") async throws -> [String] {
                try await cloud.get("/v2/images?\(query)", as: persona).column("images").sorted()
            }
            #expect(try await names("reader") == ["community", "private", "public", "shared"])
            #expect(try await names("guest") == ["public"])
            #expect(try await names("guest", "visibility=community") == ["community"])
            #expect(try await names("guest", "visibility=all") == ["community", "public"])
            #expect(try await names("guest", "visibility=private") == [])
            #expect(try await names("admin") == ["private", "public", "shared"])
            #expect(try await names("admin", "visibility=all") == ["community", "private", "public", "shared"])
            #expect(try await names("admin", "owner=demo&visibility=private") == ["private"])
        }
    }
}
