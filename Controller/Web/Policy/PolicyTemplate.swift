import Core

/// The right side of a check: text with `%(name)s` where an attribute of the target goes.
enum PolicyTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case text(String)
        case attribute(String)
    }

    case text(String)
    case attribute(String)
    case pieces([Piece])

    /// The words are Python's: `True`, `None`. Nil where the target lacks an attribute; then the check does not hold.
    func fill(_ target: PolicyTarget) -> String? {
        switch self {
        case .text(let text): return text
        case .attribute(let name): return Self.word(target[name])
        case .pieces(let pieces):
            var filled = ""
            for piece in pieces {
                switch piece {
                case .text(let text): filled += text
                case .attribute(let name):
                    guard let word = Self.word(target[name]) else { return nil }
                    filled += word
                }
            }
            return filled
        }
    }

    private static func word(_ value: JSON?) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bool(let bool): bool ? "True" : "False"
        case .null: "None"
        case .array, .object, nil: nil
        }
    }
}

extension PolicyTemplate {
    /// Reads the text as Python's `%` operator does; only `%(name)s` and `%%` have a meaning in a policy.
    init(parsing text: some StringProtocol) throws(PolicyProblem) {
        var pieces: [Piece] = []
        var plain = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            plain += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            if rest.first == "%" {
                plain += "%"
                rest = rest.dropFirst()
            } else {
                guard let name = Self.takeName(&rest) else { throw PolicyProblem("'\(text)': after '%' comes '(name)s' or '%'") }
                if !plain.isEmpty { pieces.append(.text(plain)) }
                plain = ""
                pieces.append(.attribute(name))
            }
        }
        plain += rest
        if !plain.isEmpty { pieces.append(.text(plain)) }
        self = Self.simplest(pieces)
    }

    private static func takeName<Text: StringProtocol>(_ rest: inout Text) -> String? where Text.SubSequence == Text {
        guard rest.first == "(", let close = rest.firstIndex(of: ")"), rest[close...].dropFirst().first == "s" else { return nil }
        let name = String(rest[..<close].dropFirst())
        rest = rest[close...].dropFirst(2)
        return name.isEmpty ? nil : name
    }

    private static func simplest(_ pieces: [Piece]) -> PolicyTemplate {
        guard pieces.count <= 1 else { return .pieces(pieces) }
        switch pieces.first {
        case .text(let text): return .text(text)
        case .attribute(let name): return .attribute(name)
        case nil: return .text("")
        }
    }
}
