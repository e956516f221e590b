internal import Core
internal import Web

/// What the holder of lent rights may not do with them, whatever the roles say. They were lent for one project, and are not
/// to become something that outlives the loan (upstream since 2026).
extension Caller {
    /// - Parameters:
    ///   - projectID: of the credential that the request is about; one without a project is the user's own matter.
    ///   - kind: how the refusal calls it.
    func checkProject(_ projectID: ProjectID?, of kind: String) throws {
        guard !isBarred(from: projectID) else {
            throw Refusal.action("\(kind) project does not match the project scope of the delegated token")
        }
    }

    func isBarred(from projectID: ProjectID?) -> Bool { delegation != nil && projectID != self.projectID }

    /// - Parameter kind: what would be made or deleted.
    func checkUnrestricted(for kind: String) throws {
        guard case .applicationCredential(_, isRestricted: true, _) = delegation else { return }
        throw Refusal.action("Using method 'application_credential' is not allowed for managing additional \(kind)")
    }

    /// A trust is no way to application credentials and their access rules.
    func checkMayKeepApplicationCredentials() throws {
        switch delegation {
        case .trust, .accessToken:
            throw Refusal.forbidden("Cannot manage application credentials with a token issued via delegation.")
        case .applicationCredential, nil: return
        }
    }

    /// An application credential, however unrestricted, is no way to trusts.
    func checkMayKeepTrusts() throws {
        switch delegation {
        case .applicationCredential:
            throw Refusal.action("Using method 'application_credential' is not allowed for managing trusts.")
        case .accessToken: throw Refusal.action("Using method 'oauth1' is not allowed for managing trusts.")
        case .trust, nil: return
        }
    }
}

extension Caller {
    /// What is lent is no way to lend it on to a consumer of OAuth, nor to what others have been lent.
    ///
    /// - Parameter action: what is refused, such as `authorize a request token`.
    func checkOwnRights(to action: String) throws {
        guard delegation == nil else { throw Refusal.forbidden("Cannot \(action) with a token issued via delegation.") }
    }
}

extension Caller.Delegation {
    var trustID: TrustID? {
        guard case .trust(let id, _, _) = self else { return nil }
        return TrustID(id)
    }

    var applicationCredentialID: ApplicationCredentialID? {
        guard case .applicationCredential(let id, _, _) = self else { return nil }
        return ApplicationCredentialID(id)
    }
}
