import Core
import Web

/// The parameters by which providers are filtered: `GET /resource_providers`, and each group of a request for candidates.
enum ProviderQuery {
    /// `VCPU:2,MEMORY_MB:1024`.
    static func resources(_ text: String) throws -> [String: Int64] {
        let form =
            "Badly formed resources parameter. Expected resources query string parameter in form: "
            + "?resources=VCPU:2,MEMORY_MB:1024. Got: "
        guard !text.allSatisfy({ $0 == " " }) else { throw PlacementRefusal.invalid(form + "empty string.") }
        var resources: [String: Int64] = [:]
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.filter { $0 != " " }.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw PlacementRefusal.invalid(form + "\(item).") }
            guard let amount = Int64(parts[1]) else {
                throw PlacementRefusal.invalid(
                    "Requested resource \(parts[0]) expected positive integer amount. Got: \(parts[1]).")
            }
            guard amount >= 1 else {
                throw PlacementRefusal.invalid("Requested resource \(parts[0]) requires amount >= 1. Got: \(amount).")
            }
            resources[String(parts[0])] = amount
        }
        return resources
    }

    /// `A,!B` since 1.22, `in:A,B` and repetition since 1.39.
    static func traits(_ values: [String], into filter: inout ProviderFilter, _ context: RequestContext) throws {
        for value in context.has(1, 39) ? values : Array(values.suffix(1)) {
            let isAny = value.hasPrefix("in:")
            if isAny, !context.has(1, 39) {
                throw traitForm("The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39.", value)
            }
            let names = names(isAny ? String(value.dropFirst(3)) : value)
            guard names.allSatisfy({ !$0.isEmpty && $0 != "!" }) else {
                throw traitForm("Expected 'required' parameter value of the form: HW_CPU_X86_VMX,!CUSTOM_MAGIC.", value)
            }
            let forbidden = names.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
            if !forbidden.isEmpty, isAny || !context.has(1, 22) {
                throw traitForm("Expected 'required' parameter value of the form: HW_CPU_X86_VMX,CUSTOM_MAGIC.", value)
            }
            let required = names.filter { !$0.hasPrefix("!") }
            filter.required += isAny ? [Set(required)] : required.map { [$0] }
            filter.forbidden.formUnion(forbidden)
        }
    }

    /// `uuid`, `in:uuid,uuid`, repeated since 1.24, `!uuid` and `!in:uuid,uuid` since 1.32.
    static func memberOf(_ values: [String], into filter: inout ProviderFilter, _ context: RequestContext) throws {
        guard values.count <= 1 || context.has(1, 24) else {
            throw PlacementRefusal.invalid("Multiple member_of parameters are not supported")
        }
        for value in values {
            let isForbidden = value.hasPrefix("!")
            if isForbidden, !context.has(1, 32) {
                throw PlacementRefusal.invalid(
                    "Forbidden member_of parameters are not supported in the specified microversion")
            }
            let rest = isForbidden ? value.dropFirst() : value[...]
            let aggregates = try aggregates(rest, value)
            if isForbidden {
                filter.forbiddenAggregates.formUnion(aggregates)
            } else {
                filter.memberOf.append(aggregates)
            }
        }
    }

    private static func aggregates(_ text: Substring, _ value: String) throws -> Set<String> {
        let isList = text.hasPrefix("in:")
        guard isList || !text.contains(",") else {
            throw PlacementRefusal.invalid(
                "Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the valid microversion. "
                    + "Got: \(value)")
        }
        let list = isList ? text.dropFirst(3) : text
        return Set(
            try list.split(separator: ",", omittingEmptySubsequences: false).map { item in
                try uuid(String(item), "Expected 'member_of' parameter to contain valid UUID(s).")
            })
    }

    static func inTree(_ value: String) throws -> String {
        try uuid(value, "Expected 'in_tree' parameter to be a format of uuid.")
    }

    private static func uuid(_ text: String, _ expectation: String) throws -> String {
        guard let bytes = UUIDText.bytes(text) else {
            throw PlacementRefusal.invalid("Invalid query string parameters: \(expectation) Got: \(text)")
        }
        return UUIDText.text(bytes, dashed: true)
    }

    private static func names(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
    }

    private static func traitForm(_ expectation: String, _ value: String) -> Fault {
        PlacementRefusal.invalid("Invalid query string parameters: \(expectation) Got: \(value)")
    }
}
