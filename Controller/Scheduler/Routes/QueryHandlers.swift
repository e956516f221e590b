import Core
import Store
import Web

/// What is asked about all providers at once.
struct QueryHandlers: Sendable {
    let store: Store

    @Sendable func candidates(_ context: RequestContext) async throws -> Reply {
        let request = try CandidateQuery.read(context)
        let (candidates, world) = try await store.read { s in
            try Self.check(request, s)
            let world = try WorldCache.world(s)
            return (CandidateSearch.run(request, world), world)
        }
        return context.fresh(.json { CandidateWire.write(&$0, candidates, request, world, context) })
    }

    @Sendable func usages(_ context: RequestContext) async throws -> Reply {
        let question = try UsageWire.question(context)
        let totals = try await store.read { try Usages.of($0, project: question.projectID, userID: question.userID) }
        return context.fresh(.json { UsageWire.write(&$0, totals, question, context) })
    }

    /// The version document (API-SIG, "Version discovery").
    @Sendable func root(_ context: RequestContext) async throws -> Reply {
        let range = PlacementService.versions
        return context.fresh(
            .json { w in
                w.object { w in
                    w.field("versions") { w in
                        w.array { w in
                            w.object { w in
                                w.field("id", "v\(range.lowerBound)")
                                w.field("max_version", range.upperBound.description)
                                w.field("min_version", range.lowerBound.description)
                                w.field("status", "CURRENT")
                                w.field("links") { w in
                                    w.array { w in
                                        w.object { w in
                                            w.field("rel", "self")
                                            w.field("href", context.base + "/")
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            })
    }

    private static func check(_ request: CandidateRequest, _ s: Snapshot) throws {
        try NameCheck.classes(request.groups.flatMap(\.resources.keys), s)
        let traits = request.groups.reduce(into: request.rootFilter.traits) { $0.formUnion($1.filter.traits) }
        let missing = try Traits.missing(s, traits)
        guard missing.isEmpty else {
            throw PlacementRefusal.invalid("No such trait(s): \(missing.joined(separator: ", ")).")
        }
    }
}
