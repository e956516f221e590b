/// Fake tables in the words of `nft list`.
enum RulesetListing {
    static func text(_ tables: [String: MemoryTable]) -> String {
        tables.sorted { $0.key < $1.key }.map { name, table in
            let sets = table.sets.sorted { $0.key < $1.key }.flatMap(lines)
            let chains = table.chains.sorted { $0.key < $1.key }.flatMap(lines)
            return (["table \(name) {"] + sets + chains + ["}"]).map { $0 + "\n" }.joined()
        }.joined()
    }

    private static func lines(_ name: String, _ set: MemoryTable.Elements) -> [String] {
        var lines = ["\t\(set.isMap ? "map" : "set") \(name) {", "\t\t\(set.type)"]
        if let flags = set.flags { lines.append("\t\tflags \(flags)") }
        let elements = set.elements.sorted { $0.key < $1.key }.map { key, element in
            (set.holdsNames ? "\"\(key)\"" : key) + (element.comment.map { " comment \"\($0)\"" } ?? "")
                + (element.data.map { " : \($0)" } ?? "")
        }
        if !elements.isEmpty { lines.append("\t\telements = { \(elements.joined(separator: ",\n\t\t\t     ")) }") }
        return lines + ["\t}"]
    }

    private static func lines(_ name: String, _ chain: MemoryTable.Chain) -> [String] {
        ["\tchain \(name) {"] + (chain.hook.map { ["\t\t\($0); policy accept;"] } ?? []) + chain.rules.map { "\t\t" + $0 }
            + ["\t}"]
    }
}
