/// Where a server shall run, and why; or why nowhere.
public enum Choice: Sendable {
    case host(String, Explanation)
    case none(Explanation)

    public var explanation: Explanation {
        switch self {
        case .host(_, let explanation), .none(let explanation): explanation
        }
    }
}
