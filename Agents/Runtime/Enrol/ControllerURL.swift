import FoundationEssentials

/// Where the controller's API answers, such as `https://controller:5000`.
public struct ControllerURL: Sendable, Equatable {
    /// Without a slash at the end.
    public let text: String
    public let host: String

    /// - Throws: `AgentFault` where the text is not an https URL of a host.
    public init(_ text: String) throws {
        var trimmed = text
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        guard trimmed.hasPrefix("https://"), let url = URL(string: trimmed), let host = url.host(), !host.isEmpty,
            url.query() == nil, url.user() == nil
        else {
            throw AgentFault(
                "JOIN-URL", "\(text) is not a controller's URL.", hint: "It looks like https://controller.example:5000.")
        }
        self.text = trimmed
        self.host = host
    }
}
