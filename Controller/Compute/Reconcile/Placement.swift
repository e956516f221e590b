import Core

/// What the scheduler says about a server that has no host.
enum Placement: Sendable {
    case host(String, zone: String, summary: String, explanation: JSON)
    /// - Parameter awaited: hosts that might do when they are back
    case nowhere(Fault, awaited: [AwaitedHost] = [], explanation: JSON)

    var explanation: JSON {
        switch self {
        case .host(_, _, _, let explanation), .nowhere(_, _, let explanation): explanation
        }
    }
}
