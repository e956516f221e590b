#if DEBUG
    @testable import Compute

    extension FuzzTarget {
        static let patterns = [
            FuzzTarget(
                name: "pattern", limit: 300,
                words: ["(", ")", "|", "{2,3}", "{0}", "(?:", "[^a-z]", "\\d", "\\w", ".*", "^", "$", "+", "\n"],
                run: pattern)
        ]

        /// The expression, a line end, and the text that it is asked about.
        private static func pattern(_ bytes: [UInt8]) throws {
            let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
            let expression = String(decoding: parts[0], as: UTF8.self)
            let text = parts.count == 2 ? String(decoding: parts[1].prefix(64), as: UTF8.self) : ""
            try refusing {
                let answer = try Pattern(expression).matches(text)
                var parser = PatternParser(expression)
                let meaning = PatternMeaning(text: text)
                try hold(meaning.occurs(try parser.parse()) == answer, "\(expression) matches \(text): \(answer)")
            }
        }
    }

    /// What a pattern means, by its parts: where a match can end that begins at one of some places. Slow, and nothing else.
    private struct PatternMeaning {
        let text: [Unicode.Scalar]

        init(text: String) { self.text = Array(text.unicodeScalars) }

        func occurs(_ node: PatternNode) -> Bool { !ends(node, Set(0...text.count)).isEmpty }

        private func ends(_ node: PatternNode, _ places: Set<Int>) -> Set<Int> {
            switch node {
            case .one(let set): Set(places.filter { $0 < text.count && set.contains(text[$0]) }.map { $0 + 1 })
            case .start: places.intersection([0])
            case .end: places.intersection([text.count])
            case .sequence(let nodes): nodes.reduce(places) { ends($1, $0) }
            case .choice(let nodes): nodes.reduce(into: []) { $0.formUnion(ends($1, places)) }
            case .times(let node, let least, let most): repeated(node, places, least, most ?? .max)
            }
        }

        private func repeated(_ node: PatternNode, _ places: Set<Int>, _ least: Int, _ most: Int) -> Set<Int> {
            var places = places
            for _ in 0..<least {
                let next = ends(node, places)
                if next == places { break }
                places = next
            }
            var (all, count) = (places, least)
            while count < most, !places.isEmpty {
                places = ends(node, places).subtracting(all)
                all.formUnion(places)
                count += 1
            }
            return all
        }
    }
#endif
