import Core
import Web

// How the lists of the compute API read their queries.

extension Query {
    /// From 2.75 on, and in some lists before, a parameter that the operation does not know is refused.
    func allow(_ names: Set<String>) throws {
        let strange = items.map(\.name).filter { !names.contains($0) }
        guard let first = strange.first else { return }
        throw Refusal.invalid("Additional properties are not allowed ('\(first)' was unexpected)")
    }

    /// The same, and each of them at most once.
    func allowOnce(_ names: Set<String>) throws {
        try allow(names)
        for name in names {
            let values = all(name)
            guard values.count > 1 else { continue }
            let list = PythonText.quoted(.array(values.map { .string($0) }))
            throw Refusal.invalid("Invalid input for query parameters \(name). Value: \(list). \(list) is too long")
        }
    }

    /// - Throws: 400 for what is no number of at least 0; an empty one is none.
    func number(_ name: String) throws -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let number = Int(text), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw Refusal.invalid(
                "Invalid input for query parameters \(name). Value: \(text). '\(text)' does not match '^[0-9]*$'")
        }
        return number
    }

    /// The page of a list that has one order only: how it is to be sorted means nothing there.
    func plainPage(upTo most: Int) throws -> Page {
        var page = Page()
        page.limit = min(try number("limit") ?? most, most)
        page.marker = self["marker"]
        return page
    }
}
