import Netlink
import Nftables

/// The rules of one namespace of fake nftables: enough of nft(8) for what the agent writes and asks, with the kernel's refusals.
/// What rules mean to packets is nobody's business here; what they refer to is.
struct MemoryRuleset: Sendable, Equatable {
    private(set) var tables: [String: MemoryTable] = [:]

    /// All of it or nothing.
    /// - Parameter tracksBridges: has the kernel connection tracking for bridges?
    mutating func apply(_ text: String, tracksBridges: Bool) throws {
        var copy = self
        for line in text.split(separator: "\n") where !line.hasPrefix("#") && line.contains(where: { $0 != " " }) {
            try copy.run(RulesetLine(String(line)), tracksBridges)
        }
        self = copy
    }

    func list(_ text: String) throws -> String {
        let line = try RulesetLine(text)
        if line.object == .ruleset { return RulesetListing.text(tables) }
        guard line.verb == .list, let table = tables[line.table] else { throw line.error("No such file or directory") }
        switch line.object {
        case .table: return RulesetListing.text([line.table: table])
        case .set, .map:
            guard let set = table.sets[line.name], set.isMap == (line.object == .map) else {
                throw line.error("No such file or directory")
            }
            return RulesetListing.text([line.table: MemoryTable(sets: [line.name: set])])
        case .chain:
            guard let chain = table.chains[line.name] else { throw line.error("No such file or directory") }
            return RulesetListing.text([line.table: MemoryTable(chains: [line.name: chain])])
        case .rule, .element, .ruleset: throw line.error("syntax error")
        }
    }

    private mutating func run(_ line: RulesetLine, _ tracksBridges: Bool) throws {
        switch (line.verb, line.object) {
        case (.add, .table): if tables[line.table] == nil { tables[line.table] = MemoryTable() }
        case (.delete, .table): if tables.removeValue(forKey: line.table) == nil { throw line.missing }
        case (.flush, .ruleset): tables = [:]
        case (.list, _), (_, .ruleset): throw line.error("syntax error")
        default:
            // Of elements and rules nft itself asks, and words it so.
            guard var table = tables[line.table] else { throw line.error("No such file or directory") }
            try Self.run(line, &table, tracksBridges)
            tables[line.table] = table
        }
    }

    private static func run(_ line: RulesetLine, _ table: inout MemoryTable, _ tracksBridges: Bool) throws {
        switch (line.verb, line.object) {
        case (.add, .chain): try addChain(line, &table)
        case (.flush, .chain):
            guard table.chains[line.name] != nil else { throw line.missing }
            table.chains[line.name]?.rules = []
        case (.delete, .chain):
            guard table.chains[line.name] != nil else { throw line.missing }
            guard !table.isUsed(chain: line.name) else { throw line.busy }
            table.chains[line.name] = nil
        case (.add, .rule): try addRule(line, &table, tracksBridges)
        case (.add, .set), (.add, .map): try addSet(line, &table)
        case (.flush, .set), (.flush, .map):
            guard table.sets[line.name] != nil else { throw line.error("No such file or directory") }
            table.sets[line.name]?.elements = [:]
        case (.delete, .set), (.delete, .map):
            guard table.sets[line.name] != nil else { throw line.missing }
            guard !table.isUsed(set: line.name) else { throw line.busy }
            table.sets[line.name] = nil
        case (.add, .element): try addElements(line, &table)
        case (.delete, .element): try deleteElements(line, &table)
        default: throw line.error("syntax error")
        }
    }

    private static func addChain(_ line: RulesetLine, _ table: inout MemoryTable) throws {
        let hook = line.rest.isEmpty ? nil : try line.body.split(separator: ";").first.map { $0.split(separator: " ") }
        let text = hook?.joined(separator: " ")
        guard let old = table.chains[line.name] else {
            table.chains[line.name] = MemoryTable.Chain(hook: text)
            return
        }
        if let text, old.hook != text { throw line.refusal("Operation not supported") }
    }

    private static func addRule(_ line: RulesetLine, _ table: inout MemoryTable, _ tracksBridges: Bool) throws {
        guard table.chains[line.name] != nil else { throw line.missing }
        guard !line.rest.isEmpty else { throw line.error("syntax error, unexpected newline") }
        let words = RuleWords(line.rest)
        guard words.sets.allSatisfy({ table.sets[$0] != nil }) else { throw line.error("No such file or directory") }
        guard words.chains.allSatisfy({ table.chains[$0] != nil }) else { throw line.missing }
        if line.table.hasPrefix("bridge "), !tracksBridges {
            if words.has("ibrname") || words.has("obrname") { throw line.refusal("Operation not supported") }
            if words.has("ct") { throw line.refusal("Protocol error") }
        }
        table.chains[line.name]?.rules.append(line.rest)
    }

    private static func addSet(_ line: RulesetLine, _ table: inout MemoryTable) throws {
        var fields: [String: String] = [:]
        for part in try line.body.split(separator: ";") {
            let words = part.split(separator: " ")
            if let first = words.first { fields[String(first)] = words.dropFirst().joined(separator: " ") }
        }
        guard let type = fields["type"].map({ "type " + $0 }) ?? fields["typeof"].map({ "typeof " + $0 }) else {
            throw line.error("set definition does not specify key")
        }
        let new = MemoryTable.Elements(type: type, isMap: line.object == .map, flags: fields["flags"])
        guard let old = table.sets[line.name] else {
            table.sets[line.name] = new
            return
        }
        guard old.type == new.type, old.isMap == new.isMap, old.flags == new.flags else { throw line.present }
    }

    private static func addElements(_ line: RulesetLine, _ table: inout MemoryTable) throws {
        guard var set = table.sets[line.name] else { throw line.error("No such file or directory") }
        for (key, element) in ElementList(try line.body).elements {
            try check(key, element, of: set, table, line)
            if let old = set.elements[key] {
                // What is there stays, even its comment.
                guard old.data == element.data else { throw line.present }
                continue
            }
            if set.holdsIntervals, let new = IPPrefix(key) {
                let overlaps = set.elements.keys.contains { text in
                    IPPrefix(text).map { $0.contains(new) || new.contains($0) } ?? false
                }
                guard !overlaps else { throw line.error("interval overlaps with an existing one") }
            }
            set.elements[key] = element
        }
        table.sets[line.name] = set
    }

    private static func check(
        _ key: String, _ element: MemoryTable.Elements.Element, of set: MemoryTable.Elements, _ table: MemoryTable,
        _ line: RulesetLine
    ) throws {
        guard set.isMap == (element.data != nil), !key.isEmpty else { throw line.error("syntax error") }
        if set.holdsNames, key.utf8.count > 15 { throw line.error("String exceeds maximum length of 16") }
        if set.holdsIntervals, IPPrefix(key) == nil { throw line.error("Could not resolve hostname") }
        guard set.leadsToChains else { return }
        let chains = RuleWords(element.data ?? "").chains
        if chains.isEmpty { throw line.error("Can't parse symbolic netfilter verdict expressions") }
        guard chains.allSatisfy({ table.chains[$0] != nil }) else { throw line.missing }
    }

    private static func deleteElements(_ line: RulesetLine, _ table: inout MemoryTable) throws {
        guard let set = table.sets[line.name] else { throw line.error("No such file or directory") }
        for (key, _) in ElementList(try line.body).elements {
            guard table.sets[line.name]?.elements.removeValue(forKey: key) != nil else {
                throw set.holdsIntervals ? line.error("element does not exist") : line.missing
            }
        }
    }
}
