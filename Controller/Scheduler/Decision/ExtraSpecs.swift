/// What a flavor's extra specs say about amounts.
enum ExtraSpecs {
    private static let prefix = "resources:"

    /// In the order in which they are explained: memory, processors, disk, then what the flavor adds by name. `resources:CLASS=N`
    /// takes the place of the flavor's own number; 0 asks for none.
    static func amounts(_ resources: Resources, _ extraSpecs: [String: String]) -> [(resourceClass: String, amount: Int64)] {
        var amounts = resources.amounts
        for (key, value) in extraSpecs.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) {
            guard let amount = Int64(value), amount >= 0 else { continue }
            let resourceClass = String(key.dropFirst(prefix.count))
            amounts.removeAll { $0.resourceClass == resourceClass }
            if amount > 0 { amounts.append((resourceClass, amount)) }
        }
        return amounts
    }
}
