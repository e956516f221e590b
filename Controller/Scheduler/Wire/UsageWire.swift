import Core
import Web

/// `GET /usages` (Placement API, "Usages").
enum UsageWire {
    /// What is asked for.
    struct Question: Sendable {
        let projectID: String
        let userID: String?
        let consumerType: String?
    }

    static func question(_ context: RequestContext) throws -> Question {
        var names: Set = ["project_id", "user_id"]
        if context.has(1, 38) { names.insert("consumer_type") }
        try context.allowQuery(names)
        for name in names {
            if let value = context.query[name], value.isEmpty || value.utf8.count > 255 {
                throw PlacementRefusal.invalid("Invalid query string parameters: '\(name)' is too short or too long")
            }
        }
        guard let projectID = context.query["project_id"] else {
            throw PlacementRefusal.invalid("Invalid query string parameters: 'project_id' is a required property")
        }
        return Question(
            projectID: projectID, userID: context.query["user_id"], consumerType: context.query["consumer_type"])
    }

    static func write(
        _ w: inout JSONWriter, _ totals: [String: Usages.Total], _ question: Question, _ context: RequestContext
    ) {
        w.object { w in
            w.field("usages") { w in
                guard context.has(1, 38) else { return AllocationWire.write(&w, sum(totals).resources) }
                w.object { w in
                    for (type, total) in shown(totals, question.consumerType).sorted(by: { $0.key < $1.key }) {
                        w.field(type) { write(&$0, total) }
                    }
                }
            }
        }
    }

    private static func write(_ w: inout JSONWriter, _ total: Usages.Total) {
        w.object { w in
            w.field("consumer_count", total.consumers.count)
            for (name, amount) in total.resources.sorted(by: { $0.key < $1.key }) { w.field(name, amount) }
        }
    }

    private static func shown(_ totals: [String: Usages.Total], _ type: String?) -> [String: Usages.Total] {
        guard let type else { return totals }
        if type == "all" { return totals.isEmpty ? [:] : ["all": sum(totals)] }
        return totals.filter { $0.key == type }
    }

    private static func sum(_ totals: [String: Usages.Total]) -> Usages.Total {
        totals.values.reduce(into: Usages.Total()) { sum, total in
            sum.consumers.formUnion(total.consumers)
            sum.resources.merge(total.resources, uniquingKeysWith: +)
        }
    }
}
