import Core

/// Something that reaches beyond a process: where it matters whether the process dies right before or right after.
struct Effect: Sendable {
    enum Kind: String, Sendable {
        /// A transaction of the database.
        case commit
        /// A frame between an agent and the controller, at its arrival.
        case frame
        /// A change of a host.
        case host
        /// A piece of a file, on a host or in the controller's state directory.
        case disk
    }

    /// From 1 on, in the order of the run.
    let number: Int
    let kind: Kind
    /// Whose it is.
    let owner: Owner
    let name: String
    let time: Timestamp
}
