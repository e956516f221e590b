internal import Core

/// The faults of the Identity API, in the words that its clients know.
enum Refusal {
    /// For example `Could not find project: 42.`
    static func notFound(_ kind: String, _ id: String) -> Fault {
        missing("Could not find \(kind): \(id).")
    }

    static func missing(_ message: String) -> Fault {
        Fault(.notFound, code: "IDENTITY-NOT-FOUND", message)
    }

    static func marker(_ id: String) -> Fault {
        missing("Marker \(id) could not be found.")
    }

    static func conflict(_ kind: String, _ details: String) -> Fault {
        Fault(.conflict, code: "IDENTITY-CONFLICT", "Conflict occurred attempting to store \(kind) - \(details).")
    }

    /// Two of a kind would have one name.
    static func duplicate(_ kind: String, name: String, domainID: DomainID?) -> Fault {
        let place = domainID.map { " at domain ID \($0)" } ?? ""
        return conflict(kind, "Duplicate entry found with name \(name)\(place)")
    }

    static func invalid(_ message: String) -> Fault {
        Fault(.badRequest, code: "IDENTITY-INVALID", message)
    }

    /// Upstream's words for something that a body lacks, or names and there is none.
    static func expecting(_ attribute: String, in target: String) -> Fault {
        invalid(
            "Expecting to find \(attribute) in \(target). The server could not comply with the request since it is either "
                + "malformed or otherwise incorrect. The client is assumed to be in error.")
    }

    static func forbidden(_ message: String) -> Fault {
        Fault(.forbidden, code: "IDENTITY-FORBIDDEN", message)
    }

    /// For something that no role allows.
    static func action(_ action: String) -> Fault {
        forbidden("You are not authorized to perform the requested action: \(action).")
    }

    /// - Parameter verb: `update` or `delete`.
    static func immutable(_ verb: String, _ kind: String, _ id: String) -> Fault {
        forbidden("Unable to \(verb) immutable \(kind) resource: `\(id). Set resource option \"immutable\" to false first.")
    }

    static func unauthorized(_ message: String) -> Fault {
        Fault(.unauthorized, code: "IDENTITY-UNAUTHORIZED", message)
    }
}
