import Netlink

/// One table of fake nftables.
struct MemoryTable: Sendable, Equatable {
    struct Chain: Sendable, Equatable {
        /// What makes packets come here by themselves; nil for a chain that others lead to.
        var hook: String?
        var rules: [String] = []
    }

    /// A set; a map where its elements have data.
    struct Elements: Sendable, Equatable {
        struct Element: Sendable, Equatable {
            var comment: String?
            var data: String?
        }

        /// As declared, such as "type ifname : verdict".
        var type: String
        var isMap: Bool
        var flags: String?
        var elements: [String: Element] = [:]

        var holdsIntervals: Bool { flags == "interval" }
        var leadsToChains: Bool { isMap && type.hasSuffix(": verdict") }
        var holdsNames: Bool { type.contains("ifname") || type.contains("iifname") || type.contains("ibrname") }
    }

    var chains: [String: Chain] = [:]
    var sets: [String: Elements] = [:]

    /// Does a rule or an element lead to the chain?
    func isUsed(chain: String) -> Bool {
        chains.contains { name, other in name != chain && other.rules.contains { RuleWords($0).chains.contains(chain) } }
            || sets.values.contains { set in
                set.leadsToChains && set.elements.values.contains { RuleWords($0.data ?? "").chains.contains(chain) }
            }
    }

    func isUsed(set: String) -> Bool {
        chains.values.contains { $0.rules.contains { RuleWords($0).sets.contains(set) } }
    }
}

/// What a rule refers to.
struct RuleWords {
    private let words: [Substring]

    init(_ rule: String) { words = rule.split { $0 == " " || $0 == "," } }

    var chains: [String] { following(["jump", "goto"]) }

    var sets: [String] {
        words.filter { $0.hasPrefix("@") && !$0.contains(",") && !["@th", "@nh", "@ll", "@ih"].contains($0) }
            .map { String($0.dropFirst()) }
    }

    func has(_ word: String) -> Bool { words.contains(word[...]) }

    private func following(_ names: Set<String>) -> [String] {
        zip(words, words.dropFirst()).compactMap { names.contains(String($0)) ? String($1) : nil }
    }
}
