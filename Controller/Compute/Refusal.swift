import Core

/// The faults of the compute API, in the words that its clients know.
enum Refusal {
    static func invalid(_ message: String, hint: String? = nil) -> Fault {
        Fault(.badRequest, code: "COMPUTE-INVALID", message, hint: hint)
    }

    static func conflict(_ message: String, hint: String? = nil) -> Fault {
        Fault(.conflict, code: "COMPUTE-CONFLICT", message, hint: hint)
    }

    static func missing(_ message: String) -> Fault {
        Fault(.notFound, code: "COMPUTE-NOT-FOUND", message)
    }

    static func forbidden(_ message: String, hint: String? = nil) -> Fault {
        Fault(.forbidden, code: "COMPUTE-FORBIDDEN", message, hint: hint)
    }

    static func server(_ id: String) -> Fault { missing("Instance \(id) could not be found.") }

    static func flavor(_ id: String) -> Fault { missing("Flavor \(id) could not be found.") }

    static func marker(_ id: String) -> Fault { invalid("marker [\(id)] not found") }

    /// - Parameters:
    ///   - action: such as `stop`.
    ///   - attribute: `vm_state` or `task_state`.
    static func state(_ action: String, _ id: ServerID, _ attribute: String, _ state: String) -> Fault {
        conflict("Cannot '\(action)' instance \(id) while it is in \(attribute) \(state)")
    }

    static func locked(_ id: ServerID) -> Fault {
        conflict("Instance \(id) is locked", hint: "Unlock it first.")
    }

    /// Part of the API, and not there yet.
    static func notYet(_ what: String) -> Fault {
        Fault(
            .notImplemented, code: "COMPUTE-NOT-YET", "\(what) is not supported by this cloud yet.",
            hint: "The rest of the API works as usual.")
    }
}
