import Core

/// What the scheduler says about a server that has no host.
enum Placement: Sendable {
    case host(String, zone: String, summary: String, explanation: JSON)
    /// - Parameters:
    ///   - awaited: hosts that might do when they are back
    ///   - canRepeat: a host on which the server has failed before would do, and no other
    case nowhere(Fault, awaited: [AwaitedHost] = [], canRepeat: Bool = false, explanation: JSON)

    var explanation: JSON {
        switch self {
        case .host(_, _, _, let explanation), .nowhere(_, _, _, let explanation): explanation
        }
    }
}
