import Core

/// An endpoint's address with places for the caller's own ids: `https://cloud:5000/object/v1/AUTH_$(project_id)s`.
///
/// `$(name)s` and `%(name)s` mean the same, and `%%` is a percent sign (API reference, "Create endpoint"). The names are
/// `project_id`, its older word `tenant_id`, and `user_id`.
struct URLTemplate: Sendable {
    private enum Parameter: String, CaseIterable {
        case projectID = "project_id"
        case tenantID = "tenant_id"
        case userID = "user_id"
    }

    private enum Piece {
        case text(Substring)
        case parameter(Parameter)
    }

    private let pieces: [Piece]

    /// Nil if the text has anything after `$(`, `%(` or `%` that is not as above: such an address cannot be filled for anybody.
    init?(_ text: String) {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let mark = Self.nextMark(rest) {
            pieces.append(.text(rest[..<mark]))
            let after = rest[mark...].dropFirst()
            if rest[mark] == "%", after.first == "%" {
                pieces.append(.text("%"))
                rest = after.dropFirst()
            } else {
                guard let close = after.firstIndex(of: ")"), after.first == "(", after[close...].dropFirst().first == "s",
                    let parameter = Parameter(rawValue: String(after[..<close].dropFirst()))
                else { return nil }
                pieces.append(.parameter(parameter))
                rest = after[close...].dropFirst(2)
            }
        }
        self.pieces = pieces + [.text(rest)]
    }

    /// Nil if the template needs what is not given: a project's id for a token without project.
    func fill(projectID: ProjectID?, userID: UserID?) -> String? {
        var url = ""
        for piece in pieces {
            switch piece {
            case .text(let text): url += text
            case .parameter(let parameter):
                guard let id = parameter == .userID ? userID?.string : projectID?.string else { return nil }
                url += id
            }
        }
        return url
    }

    /// Where the next percent sign or `$(` is; a dollar sign alone has no meaning.
    private static func nextMark(_ text: Substring) -> Substring.Index? {
        text.indices.first { text[$0] == "%" || text[$0...].hasPrefix("$(") }
    }
}
