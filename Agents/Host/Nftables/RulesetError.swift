/// What nftables said when it refused a ruleset; nothing of that was applied.
public struct RulesetError: Error, Sendable, Equatable, CustomStringConvertible {
    public var message: String

    public init(_ message: String) { self.message = message }

    /// Something that the ruleset refers to is not there: what is known of the kernel's rules is out of date.
    public var isOutOfDate: Bool {
        ["No such file or directory", "File exists", "Device or resource busy", "does not exist"].contains {
            message.contains($0)
        }
    }

    public var description: String { message }
}
