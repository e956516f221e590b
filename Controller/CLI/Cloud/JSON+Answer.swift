import Core

/// Reading answers of the API, which are as the API reference says or the cloud is not what it claims to be.
extension JSON {
    /// - Throws: `Fault` API-ANSWER.
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else { throw Self.lacks(name) }
        return text
    }

    func member(_ name: String) throws -> JSON {
        guard let member = self[name] else { throw Self.lacks(name) }
        return member
    }

    private static func lacks(_ name: String) -> Fault {
        Fault(.internalError, code: "API-ANSWER", "The controller's answer lacks '\(name)'")
    }
}
