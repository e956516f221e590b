internal import Store

/// Which tags the projects of a list have (Identity API, "Filtering and searching by tags").
struct TagFilter: Sendable, Equatable {
    var all: [String] = []
    var any: [String] = []
    var notAll: [String] = []
    var notAny: [String] = []

    var conditions: [SQL] {
        var conditions: [SQL] = []
        if !all.isEmpty { conditions.append(Self.has(all, " AND ")) }
        if !any.isEmpty { conditions.append(Self.has(any, " OR ")) }
        if !notAll.isEmpty { conditions.append("NOT \(Self.has(notAll, " AND "))") }
        if !notAny.isEmpty { conditions.append("NOT \(Self.has(notAny, " OR "))") }
        return conditions
    }

    private static func has(_ tags: [String], _ connective: SQL) -> SQL {
        "(\(tags.map { "replace(tags, \(",\($0),"), '') <> tags" as SQL }.joined(connective)))"
    }
}
