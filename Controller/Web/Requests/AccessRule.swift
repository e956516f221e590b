internal import HTTPTypes

/// One request that an application credential may be used for: `GET` of `/v2.1/servers/{id}` at the service `compute`
/// (Identity API v3, "Application Credentials").
///
/// In a path `*` and `{anything}` stand for one segment or a part of it, `**` for any text. A path that begins below the
/// service's prefix means the same as the whole one: `/v2.1/servers` and `/compute/v2.1/servers`.
public struct AccessRule: Sendable, Hashable {
    public let id: String
    /// The service's type in the catalog.
    public let service: String
    public let method: String
    public let path: String

    public init(id: String, service: String, method: String, path: String) {
        self.id = id
        self.service = service
        self.method = method
        self.path = path
    }

    func allows(_ request: HTTPRequest.Method, _ api: API, _ path: Substring) -> Bool {
        guard method == request.rawValue, service == api.type else { return false }
        let pattern = PathGlob(self.path)
        return pattern.matches(path) || (path.hasPrefix(api.prefix + "/") && pattern.matches(path.dropFirst(api.prefix.count)))
    }
}

/// The pattern of an access rule, ready to be compared.
struct PathGlob: Sendable {
    private enum Piece: Sendable, Equatable {
        case byte(UInt8)
        /// At least one byte, none of them a slash.
        case segment
        /// Any bytes, or none.
        case anything
    }

    private let pieces: [Piece]

    init(_ pattern: String) {
        var pieces: [Piece] = []
        var rest = Substring(pattern)
        while let first = rest.first {
            if first == "{", let end = rest.firstIndex(of: "}") {
                pieces.append(.segment)
                rest = rest[rest.index(after: end)...]
            } else if rest.hasPrefix("**") {
                pieces.append(.anything)
                rest = rest.drop { $0 == "*" }
            } else if first == "*" {
                pieces.append(.segment)
                rest = rest.dropFirst()
            } else {
                pieces += first.utf8.map(Piece.byte)
                rest = rest.dropFirst()
            }
        }
        self.pieces = pieces
    }

    /// Takes all positions along that the pattern can be at, so that no pattern makes it slow: a step for each pair of a piece
    /// and a byte.
    func matches(_ path: some StringProtocol) -> Bool {
        // reached[n]: the first n pieces stand for the text so far; inside[n]: piece n has begun to.
        var reached = [Bool](repeating: false, count: pieces.count + 1)
        var inside = [Bool](repeating: false, count: pieces.count)
        reached[0] = true
        skipEmpty(&reached)
        for byte in path.utf8 {
            var next = [Bool](repeating: false, count: pieces.count + 1)
            for (index, piece) in pieces.enumerated() where reached[index] || inside[index] {
                switch piece {
                case .byte(let wanted):
                    if byte == wanted { next[index + 1] = true }
                case .segment:
                    inside[index] = byte != UInt8(ascii: "/")
                    if inside[index] { next[index + 1] = true }
                case .anything:
                    inside[index] = true
                    next[index + 1] = true
                }
            }
            reached = next
            skipEmpty(&reached)
        }
        return reached[pieces.count]
    }

    private func skipEmpty(_ reached: inout [Bool]) {
        for (index, piece) in pieces.enumerated() where piece == .anything && reached[index] { reached[index + 1] = true }
    }
}
