internal import Core

/// Text with places (`{0}`, `{1}`, …) for what the conditions of a rule have found. A brace stands for itself when doubled.
struct MappingTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case text(String)
        case place(Int)
    }

    private let pieces: [Piece]

    /// - Parameter count: how many places the rule's conditions fill.
    /// - Throws: a 400 fault.
    init(_ body: JSONReader, _ name: String, places count: Int) throws {
        try self.init(text: try body.string(name), places: count) { body.invalid(name, $0) }
    }

    init(text: String, places count: Int, refusal: (String) -> Fault) throws {
        var pieces: [Piece] = []
        var plain = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "{" || character == "}" else {
                plain.append(character)
                continue
            }
            if rest.first == character {
                plain.append(rest.removeFirst())
                continue
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard character == "{", let place = Int(digits), rest.popFirst() == "}" else {
                throw refusal("'\(text.prefix(64))' has a brace that does not belong to a place such as {0}")
            }
            guard place < count else {
                throw refusal("'{\(place)}' refers to a remote match that does not exist: there are \(count)")
            }
            pieces += [.text(plain), .place(place)]
            plain = ""
        }
        self.pieces = (pieces + [.text(plain)]).filter { $0 != .text("") }
    }

    /// The most texts that one template makes: two places with many values each multiply.
    private static let mostTexts = 4096

    /// Every text that the values make: with one place as many as that has values, without one the text itself.
    ///
    /// - Throws: a 401 fault if there are too many.
    func texts(_ values: [[String]]) throws -> [String] {
        var texts = [""]
        for piece in pieces {
            switch piece {
            case .text(let text): texts = texts.map { $0 + text }
            case .place(let place):
                guard texts.count * values[place].count <= Self.mostTexts else {
                    throw Refusal.unauthorized("The mapping makes too many values of what the identity provider says.")
                }
                texts = texts.flatMap { text in values[place].map { text + $0 } }
            }
        }
        return texts
    }
}
