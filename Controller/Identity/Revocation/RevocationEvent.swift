internal import Core
internal import Store

/// That tokens are not valid any more which were issued before a moment (Identity API v3, "OS-REVOKE").
struct RevocationEvent: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        /// One token, by its audit id.
        case token(String)
        /// All tokens of a user.
        case user(UserID)
    }

    let subject: Subject
    let revokedAt: Timestamp
}
