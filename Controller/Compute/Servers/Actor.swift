import Core
import Web

/// Who asks for a change of a server, in which request.
struct Actor: Sendable {
    let userID: UserID
    let projectID: ProjectID?
    /// Locks do not hold administrators.
    let isAdmin: Bool
    let requestID: String
    let now: Timestamp

    init(_ context: RequestContext) throws {
        let caller = try context.requireCaller()
        userID = caller.userID
        projectID = caller.projectID
        isAdmin = context.isAdmin
        requestID = context.id
        now = context.now
    }
}
