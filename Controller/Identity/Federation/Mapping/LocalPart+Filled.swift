/// A local part with the values of one assertion in its places. Where a place has several values there are several texts; what
/// to make of them is for ``MappedIdentity``.
extension LocalPart {
    struct Filled: Sendable {
        struct User: Sendable {
            let ids: [String]?
            let names: [String]?
            let emails: [String]?
            let domain: [MappedIdentity.DomainName]?
            let isLocal: Bool
        }

        struct Project: Sendable {
            let names: [String]
            let roles: [String]
            let domain: [MappedIdentity.DomainName]?
        }

        var user: User?
        var groupIDs: [String] = []
        var groupNames: [MappedIdentity.GroupName] = []
        var domain: [MappedIdentity.DomainName]?
        var projects: [Project]?
    }

    func filled(with values: [[String]]) throws -> Filled {
        var filled = Filled()
        filled.user = try user?.filled(with: values)
        filled.domain = try domain?.filled(with: values)
        filled.groupIDs = try groupIDs?.texts(values) ?? []
        filled.groupNames = Self.names(try groups?.texts(values) ?? [], filled.domain ?? [])
        switch group {
        case .id(let id): filled.groupIDs += try id.texts(values)
        case .name(let name, let domain): filled.groupNames += Self.names(try name.texts(values), try domain.filled(with: values))
        case nil: break
        }
        filled.projects = try projects?.map { project in
            try Filled.Project(
                names: project.name.texts(values), roles: project.roles.flatMap { try $0.texts(values) },
                domain: project.domain?.filled(with: values))
        }
        return filled
    }

    private static func names(_ names: [String], _ domains: [MappedIdentity.DomainName]) -> [MappedIdentity.GroupName] {
        domains.flatMap { domain in names.map { MappedIdentity.GroupName(name: $0, domain: domain) } }
    }
}

extension LocalPart.User {
    fileprivate func filled(with values: [[String]]) throws -> LocalPart.Filled.User {
        try LocalPart.Filled.User(
            ids: id?.texts(values), names: name?.texts(values), emails: email?.texts(values),
            domain: domain?.filled(with: values), isLocal: isLocal)
    }
}

extension LocalPart.DomainPart {
    /// An id wins over a name.
    fileprivate func filled(with values: [[String]]) throws -> [MappedIdentity.DomainName] {
        try id?.texts(values).map { .id($0) } ?? name?.texts(values).map { .name($0) } ?? []
    }
}
