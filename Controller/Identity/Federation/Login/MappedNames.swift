internal import Catalog
internal import Core
internal import Store

/// Looks up what a mapping names.
struct MappedNames {
    private let snapshot: Snapshot
    private let provider: IdentityProvider

    init(_ snapshot: Snapshot, _ provider: IdentityProvider) {
        self.snapshot = snapshot
        self.provider = provider
    }

    /// Without a name the provider's own.
    func domain(_ name: MappedIdentity.DomainName?) throws -> DomainID {
        switch name {
        case nil: return provider.domainID
        case .id(let id): return try Domains.get(snapshot, DomainID(id)).id
        case .name(let name):
            guard let domain = try Domains.find(snapshot, name: name) else { throw Refusal.notFound("domain", name) }
            return domain.id
        }
    }

    /// A group that is named and does not exist is passed over; one that is meant by its id must be there.
    func groups(_ mapped: MappedIdentity) throws -> [GroupID] {
        let byID = try mapped.groupIDs.map { id in
            guard let group = try Groups.find(snapshot, id: GroupID(id)) else {
                throw Refusal.unauthorized("Group \(id) returned by the mapping was not found in the backend.")
            }
            return group.id
        }
        let byName = try mapped.groupNames.compactMap { group in
            try findDomain(group.domain).flatMap { try Groups.find(snapshot, name: group.name, domainID: $0)?.id }
        }
        return Array(Set(byID + byName)).sorted()
    }

    /// A global role, or one of the user's domain.
    func role(_ name: String, of domainID: DomainID) throws -> Role {
        if let role = try Roles.find(snapshot, name: name) ?? Roles.find(snapshot, name: name, domainID: domainID) { return role }
        throw Refusal.notFound("role", name)
    }

    /// A user who is in this cloud already.
    func localUser(_ mapped: MappedIdentity.User) throws -> UserID {
        let user: User?
        if let id = mapped.id {
            user = try Users.find(snapshot, id: UserID(id))
        } else {
            user = try findDomain(mapped.domain).flatMap {
                try Users.find(snapshot, name: mapped.name ?? "", domainID: $0)
            }
        }
        guard let user, user.enabled else { throw FederatedLogin.unauthenticated }
        return user.id
    }

    private func findDomain(_ name: MappedIdentity.DomainName?) throws -> DomainID? {
        switch name {
        case nil: nil
        case .id(let id): DomainID(id)
        case .name(let name): try Domains.find(snapshot, name: name)?.id
        }
    }
}
