internal import Core

/// The `options` of a resource: named switches that change how Identity treats it (Identity API, "Resource Options").
enum Options {
    typealias Change = [String: JSON]

    /// Checks the options of a body: each must be known, and of its kind or null.
    static func read(_ body: JSONReader, flags: Set<String>) throws -> Change {
        guard let options = try body.optionalObject("options") else { return [:] }
        for (name, value) in options.members {
            guard flags.contains(name) else {
                throw body.invalid("options", "Additional properties are not allowed ('\(name)' was unexpected)")
            }
            guard value.isNull || value.bool != nil else { throw options.invalid(name, "it is not of type 'boolean'") }
        }
        return options.members
    }

    /// The options after a change: null takes one away.
    static func merge(_ change: Change, into options: [String: JSON]) -> [String: JSON] {
        options.merging(change) { $1 }.filter { !$0.value.isNull }
    }
}
