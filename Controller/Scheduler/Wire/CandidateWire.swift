import Core
import Web

/// The answer to `GET /allocation_candidates`.
enum CandidateWire {
    static func write(
        _ w: inout JSONWriter, _ candidates: [Candidate], _ request: CandidateRequest, _ world: World, _ context: RequestContext
    ) {
        w.object { w in
            w.field("allocation_requests") { w in
                w.array(candidates) { context.has(1, 12) ? write(&$0, $1, context) : writeList(&$0, $1) }
            }
            w.field("provider_summaries") { summaries(&$0, candidates, request, world, context) }
        }
    }

    private static func write(_ w: inout JSONWriter, _ candidate: Candidate, _ context: RequestContext) {
        w.object { w in
            w.field("allocations") { w in
                w.object { w in
                    for (provider, resources) in candidate.allocations.sorted(by: { $0.key < $1.key }) {
                        w.field(provider) { w in
                            w.object { w in w.field("resources") { AllocationWire.write(&$0, resources) } }
                        }
                    }
                }
            }
            guard context.has(1, 34) else { return }
            w.field("mappings") { w in
                w.object { w in
                    for (suffix, providers) in candidate.mappings.sorted(by: { $0.key < $1.key }) { w.field(suffix, providers) }
                }
            }
        }
    }

    /// Before 1.12 allocations are a list.
    private static func writeList(_ w: inout JSONWriter, _ candidate: Candidate) {
        w.object { w in
            w.field("allocations") { w in
                w.array(candidate.allocations.sorted { $0.key < $1.key }) { w, allocation in
                    w.object { w in
                        w.field("resource_provider") { w in w.object { $0.field("uuid", allocation.key) } }
                        w.field("resources") { AllocationWire.write(&$0, allocation.value) }
                    }
                }
            }
        }
    }

    // MARK: Summaries

    private static func summaries(
        _ w: inout JSONWriter, _ candidates: [Candidate], _ request: CandidateRequest, _ world: World, _ context: RequestContext
    ) {
        let requested = request.groups.reduce(into: Set<String>()) { $0.formUnion($1.resources.keys) }
        w.object { w in
            for record in shown(candidates, world, context) {
                w.field(record.uuid) { summary(&$0, record, requested, context) }
            }
        }
    }

    /// The providers of the candidates; since 1.29 with everything in their trees.
    private static func shown(_ candidates: [Candidate], _ world: World, _ context: RequestContext) -> [ProviderRecord] {
        var named: [ProviderRecord] = []
        var seen: Set<String> = []
        for uuid in candidates.lazy.flatMap(\.allocations.keys) where seen.insert(uuid).inserted {
            if let record = world[uuid] { named.append(record) }
        }
        guard context.has(1, 29), world.nested > 0 else { return named }
        let roots = Set(named.map(\.root))
        return world.providers.filter { roots.contains($0.root) }
    }

    private static func summary(
        _ w: inout JSONWriter, _ record: ProviderRecord, _ requested: Set<String>, _ context: RequestContext
    ) {
        w.object { w in
            w.field("resources") { w in
                w.object { w in
                    for (name, slot) in record.slots where context.has(1, 27) || requested.contains(name) {
                        w.field(name) { w in
                            w.object { w in
                                w.field("capacity", slot.inventory.capacity)
                                w.field("used", slot.used)
                            }
                        }
                    }
                }
            }
            if context.has(1, 17) { w.field("traits") { w in w.array(record.traits) { $0.value($1) } } }
            if context.has(1, 29) {
                w.field("parent_provider_uuid", record.parent)
                w.field("root_provider_uuid", record.root)
            }
        }
    }
}
