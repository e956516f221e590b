import Core

/// Texts by names, as rows keep them.
enum StringMap {
    /// The empty map, which most rows have, costs nothing.
    static func read(_ text: String) -> [String: String] {
        if text == "{}" { return [:] }
        return (try? JSONParser.parse(text))?.object?.compactMapValues(\.string) ?? [:]
    }

    static func json(_ map: [String: String]) -> JSON { .object(map.mapValues { .string($0) }) }
}
