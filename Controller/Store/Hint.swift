/// What a hint is about, such as all of one service's resources.
public struct Topic: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public init(stringLiteral name: String) {
        self.init(name)
    }

    public var description: String { name }
}

/// "Something about this resource has changed": it only wakes whoever cares, and carries no news itself.
public struct Hint: Hashable, Sendable {
    public let topic: Topic
    public let id: String

    public init(_ topic: Topic, _ id: String) {
        self.topic = topic
        self.id = id
    }
}
