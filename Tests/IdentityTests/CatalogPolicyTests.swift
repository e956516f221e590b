import Core
import HTTPTypes
import Testing

/// Who may do what with the catalog.
struct CatalogPolicyTests {
    enum Right: CaseIterable {
        case see, seeRegions, change
    }

    static let rights: [(String, Set<Right>)] = [
        ("admin", Set(Right.allCases)), ("system-admin", Set(Right.allCases)), ("system-reader", [.see, .seeRegions]),
        ("domain-admin", [.seeRegions]), ("domain-manager", [.seeRegions]), ("domain-reader", [.seeRegions]),
        ("manager", [.seeRegions]), ("member", [.seeRegions]), ("reader", [.seeRegions]), ("stranger", [.seeRegions]),
        ("nobody", [.seeRegions]),
    ]

    @Test(arguments: rights)
    func persona(_ name: String, _ rights: Set<Right>) async throws {
        try await Fixture.runCatalog { cloud in
            for right in Right.allCases {
                for (method, path, body) in Self.requests(right) {
                    let answer = try await cloud.send(method, path, body, as: name)
                    #expect(
                        (answer.status != .forbidden) == rights.contains(right), "\(name): \(method) \(path): \(answer.status)")
                    #expect(answer.status.code < 500 && answer.status != .unauthorized)
                }
            }
        }
    }

    @Test func refusalNamesTheRule() async throws {
        try await Fixture.runCatalog { cloud in
            let answer = try await cloud.post("/v3/regions", ["region": [:]], as: "member")
            #expect(answer.status == .forbidden)
            #expect(answer.message == "You are not authorized to perform the requested action: identity:create_region.")
            #expect(answer.json["error"]?["title"] == "Forbidden")
        }
    }

    private static func requests(_ right: Right) -> [(HTTPRequest.Method, String, JSON?)] {
        switch right {
        case .seeRegions: [(.get, "/v3/regions", nil), (.get, "/v3/regions/x", nil)]
        case .see:
            [
                (.get, "/v3/services", nil), (.get, "/v3/services/x", nil), (.get, "/v3/endpoints", nil),
                (.get, "/v3/endpoints/x", nil),
            ]
        case .change:
            [
                (.post, "/v3/regions", [:]), (.put, "/v3/regions/x", [:]), (.patch, "/v3/regions/x", [:]),
                (.delete, "/v3/regions/x", nil), (.post, "/v3/services", [:]), (.patch, "/v3/services/x", [:]),
                (.delete, "/v3/services/x", nil), (.post, "/v3/endpoints", [:]), (.patch, "/v3/endpoints/x", [:]),
                (.delete, "/v3/endpoints/x", nil),
            ]
        }
    }
}
