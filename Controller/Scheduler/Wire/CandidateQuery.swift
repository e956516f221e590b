import Core
import Web

/// The query of `GET /allocation_candidates`.
struct CandidateQuery {
    private let context: RequestContext
    private var groups: [String: RequestGroup] = [:]
    private var request = CandidateRequest(groups: [])

    static func read(_ context: RequestContext) throws -> CandidateRequest {
        var query = CandidateQuery(context: context)
        for name in Self.names(context) { try query.take(name) }
        return try query.finish()
    }

    private init(context: RequestContext) {
        self.context = context
    }

    /// Each name once, in the order of the query.
    private static func names(_ context: RequestContext) -> [String] {
        var seen: Set<String> = []
        return context.query.items.map(\.name).filter { seen.insert($0).inserted }
    }

    private mutating func take(_ name: String) throws {
        let values = context.query.all(name)
        guard let first = values.first, let last = values.last else { return }
        switch name {
        case "limit" where context.has(1, 16): request.limit = try limit(first)
        case "group_policy" where context.has(1, 25): request.policy = try policy(first)
        case "root_required" where context.has(1, 35): try rootRequired(values)
        case "same_subtree" where context.has(1, 36): try values.forEach { try sameSubtree($0) }
        default: try takeGroup(name, values, last)
        }
    }

    private mutating func takeGroup(_ name: String, _ values: [String], _ last: String) throws {
        guard let (parameter, suffix) = split(name) else { throw PlacementRefusal.additionalQuery(name) }
        var group = groups[suffix] ?? RequestGroup(suffix: suffix)
        switch parameter {
        case "resources": group.resources = try ProviderQuery.resources(last)
        case "required": try ProviderQuery.traits(values, into: &group.filter, context)
        case "member_of": try ProviderQuery.memberOf(values, into: &group.filter, context)
        default: group.filter.inTree = try ProviderQuery.inTree(last)
        }
        groups[suffix] = group
    }

    /// The parameter and the suffix of its group, as far as this microversion knows them.
    private func split(_ name: String) -> (parameter: String, suffix: String)? {
        var parameters = ["resources"]
        if context.has(1, 17) { parameters.append("required") }
        if context.has(1, 21) { parameters.append("member_of") }
        if context.has(1, 31) { parameters.append("in_tree") }
        guard let parameter = parameters.first(where: name.hasPrefix) else { return nil }
        let suffix = String(name.dropFirst(parameter.count))
        return suffix.isEmpty || isSuffix(suffix) ? (parameter, suffix) : nil
    }

    private func isSuffix(_ suffix: String) -> Bool {
        if context.has(1, 33) {
            return Self.isSuffix(suffix)
        }
        return context.has(1, 25) && suffix.first != "0" && suffix.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Of a group since 1.33; that of the group without one is empty.
    static func isSuffix(_ suffix: String) -> Bool {
        suffix.count <= 64 && suffix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    }

    // MARK: Parameters of the whole request

    private func limit(_ text: String) throws -> Int {
        guard let limit = Int(text), limit >= 1, text.first != "+", text.first != "0" else {
            throw PlacementRefusal.invalid("Invalid query string parameters: '\(text)' does not match '^[1-9][0-9]*$'")
        }
        return limit
    }

    private func policy(_ text: String) throws -> CandidateRequest.GroupPolicy {
        guard let policy = CandidateRequest.GroupPolicy(rawValue: text) else {
            throw PlacementRefusal.invalid("Invalid query string parameters: '\(text)' is not one of ['none', 'isolate']")
        }
        return policy
    }

    private mutating func rootRequired(_ values: [String]) throws {
        guard values.count == 1 else {
            throw Fault(
                .badRequest, code: "PLACEMENT-QUERY", type: PlacementRefusal.Code.duplicateKey,
                "Query parameter \"root_required\" may be specified only once.")
        }
        guard !values[0].hasPrefix("in:") else {
            throw PlacementRefusal.query("The format 'in:' is not supported by root_required. Got: \(values[0])")
        }
        try ProviderQuery.traits(values, into: &request.rootFilter, context)
        let required = request.rootFilter.required.reduce(into: Set<String>()) { $0.formUnion($1) }
        let conflicts = required.intersection(request.rootFilter.forbidden)
        guard conflicts.isEmpty else {
            throw PlacementRefusal.query(
                "Conflicting required and forbidden traits found in root_required: \(conflicts.sorted().joined(separator: ", "))")
        }
    }

    private mutating func sameSubtree(_ text: String) throws {
        let suffixes = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard suffixes.allSatisfy({ !$0.isEmpty }) else {
            throw PlacementRefusal.query("Empty string (unsuffixed group) can not be specified in `same_subtree`.")
        }
        request.sameSubtrees.append(Set(suffixes))
    }

    // MARK: The whole

    private mutating func finish() throws -> CandidateRequest {
        request.knowsTrees = context.has(1, 29)
        request.groups = groups.values.sorted { $0.suffix < $1.suffix }
        try context.has(1, 36) ? checkSubtrees() : checkOrphans()
        for group in request.groups {
            if group.filter.required.contains(where: { $0.isSubset(of: group.filter.forbidden) }) {
                throw PlacementRefusal.invalid(
                    "Conflicting required and forbidden traits found in the following traits keys: required\(group.suffix)")
            }
        }
        if groups.values.filter(\.isGranular).count > 1, !context.query.has("group_policy") {
            throw PlacementRefusal.invalid(
                "The \"group_policy\" parameter is required when specifying more than one \"resources{N}\" parameter.")
        }
        return request
    }

    private func checkOrphans() throws {
        guard !groups.isEmpty else {
            throw PlacementRefusal.invalid(
                context.has(1, 25)
                    ? "At least one request group (`resources` or `resources{$S}`) is required."
                    : "Invalid query string parameters: 'resources' is a required property")
        }
        guard groups.values.allSatisfy({ !$0.resources.isEmpty }) else {
            throw PlacementRefusal.invalid("All request groups must specify resources.")
        }
    }

    private func checkSubtrees() throws {
        guard groups.values.contains(where: { !$0.resources.isEmpty }) else {
            throw PlacementRefusal.missingQuery("There must be at least one resources or resources[$S] parameter.")
        }
        let named = request.sameSubtrees.reduce(into: Set<String>()) { $0.formUnion($1) }
        let bare = groups.values.filter { $0.resources.isEmpty && !named.contains($0.suffix) }.map(\.suffix).sorted()
        guard bare.isEmpty else {
            throw PlacementRefusal.query(
                "Resourceless suffixed group request should be specified in `same_subtree` query param: bad group(s) - \(bare).")
        }
        let unknown = named.subtracting(groups.keys).sorted()
        guard unknown.isEmpty else {
            throw PlacementRefusal.query(
                "Real suffixes should be specified in `same_subtree`: \(unknown) not found in \(groups.keys.sorted()).")
        }
    }
}
