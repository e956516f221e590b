internal import Core

/// Hints as the text of a notification: `["writer", ["topic", "id", …]]`, which PostgreSQL bounds to 8,000 bytes.
enum HintPayload {
    private static let mostBytes = 7_000

    static func all(_ writer: String, _ hints: [Hint]) -> [String] {
        var payloads: [String] = []
        var words: [JSON] = []
        var bytes = 0
        for hint in unique(hints) {
            // Escaped, a byte may become six.
            let size = (hint.topic.name.utf8.count + hint.id.utf8.count) * 6 + 6
            if bytes + size > mostBytes, !words.isEmpty {
                payloads.append(text(writer, words))
                (words, bytes) = ([], 0)
            }
            // An id beyond all measure only has to wake whoever counts the commits of its topic.
            words += [.string(hint.topic.name), .string(size > mostBytes ? "" : hint.id)]
            bytes += min(size, mostBytes)
        }
        return words.isEmpty ? payloads : payloads + [text(writer, words)]
    }

    /// Nil for a writer's own hints, which it has published itself.
    static func hints(_ payload: String, exceptOf writer: String) -> [Hint]? {
        guard let json = try? JSONParser.parse(payload), json[0]?.string != writer, let words = json[1]?.array else { return nil }
        return stride(from: 0, to: words.count - 1, by: 2).compactMap { index in
            guard let topic = words[index].string, let id = words[index + 1].string else { return nil }
            return Hint(Topic(topic), id)
        }
    }

    private static func text(_ writer: String, _ words: [JSON]) -> String {
        (.array([.string(writer), .array(words)]) as JSON).text
    }

    private static func unique(_ hints: [Hint]) -> [Hint] {
        var seen: Set<Hint> = []
        return hints.filter { seen.insert($0).inserted }
    }
}
