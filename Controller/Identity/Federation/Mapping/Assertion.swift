internal import Core

/// What an identity provider says of a user: attributes, each with its values.
struct Assertion: Sendable, Equatable {
    private(set) var attributes: [String: [String]] = [:]

    init(_ attributes: [String: [String]] = [:]) {
        self.attributes = attributes
    }

    subscript(_ name: String) -> [String]? {
        get { attributes[name] }
        set { attributes[name] = newValue }
    }
}
