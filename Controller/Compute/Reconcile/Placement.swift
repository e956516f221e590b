import Core

/// What the scheduler says about a server that has no host.
enum Placement: Sendable {
    case host(String, zone: String, summary: String, explanation: JSON)
    case nowhere(Fault, explanation: JSON)

    var explanation: JSON {
        switch self {
        case .host(_, _, _, let explanation), .nowhere(_, let explanation): explanation
        }
    }
}
