internal import Core

/// What a mapping has made of an assertion, in names that are yet to be looked up.
struct MappedIdentity: Sendable, Equatable {
    enum DomainName: Sendable, Hashable {
        case id(String)
        case name(String)
    }

    struct GroupName: Sendable, Hashable {
        let name: String
        let domain: DomainName
    }

    struct User: Sendable, Equatable {
        /// One of both is there.
        let id: String?
        let name: String?
        let email: String?
        let domain: DomainName?
        /// One that is in this cloud already, rather than one who lives where the assertion comes from.
        let isLocal: Bool
    }

    struct Project: Sendable, Equatable {
        let name: String
        let domain: DomainName?
        let roles: [String]
    }

    let user: User
    /// Each once, in the order of the rules.
    let groupIDs: [String]
    let groupNames: [GroupName]
    let projects: [Project]
}

extension MappedIdentity {
    /// The first user counts, all groups, and the projects of the last part that names some, as upstream has it.
    ///
    /// - Throws: a 401 fault unless there is one user with one name.
    init(_ parts: [LocalPart.Filled], _ version: MappingRules.Version) throws {
        let part = parts.first { $0.user != nil }
        let ownDomain = version == .two ? try Self.single(part?.domain, "domain") : nil
        user = try User(part?.user, besideDomain: ownDomain)
        groupIDs = Self.unique(parts.flatMap(\.groupIDs))
        groupNames = Self.unique(parts.flatMap(\.groupNames))
        projects = try parts.last { $0.projects != nil }.map { try Self.projects(of: $0, version) } ?? []
    }

    private static func projects(of part: LocalPart.Filled, _ version: MappingRules.Version) throws -> [Project] {
        let beside = version == .two ? try single(part.domain, "domain") : nil
        return try (part.projects ?? []).flatMap { project in
            let domain = try single(project.domain, "domain") ?? beside
            return project.names.map { Project(name: $0, domain: domain, roles: unique(project.roles)) }
        }
    }

    private static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }

    /// A mapping that leaves more than one value where there can be only one does not say who comes in.
    fileprivate static func single<Value>(_ values: [Value]?, _ what: String) throws -> Value? {
        guard let values else { return nil }
        guard values.count < 2 else {
            throw Refusal.unauthorized("The mapping gives \(values.count) values for the \(what) of the user; there must be one.")
        }
        return values.first
    }
}

extension MappedIdentity.User {
    fileprivate init(_ user: LocalPart.Filled.User?, besideDomain: MappedIdentity.DomainName?) throws {
        id = try MappedIdentity.single(user?.ids, "id").flatMap { $0.isEmpty ? nil : $0 }
        name = try MappedIdentity.single(user?.names, "name").flatMap { $0.isEmpty ? nil : $0 }
        email = user?.emails?.first
        domain = try MappedIdentity.single(user?.domain, "domain") ?? besideDomain
        isLocal = user?.isLocal ?? false
        guard id != nil || name != nil else {
            throw Refusal.unauthorized(
                "Could not map user while setting ephemeral user identity. Either mapping rules must specify user id/name or "
                    + "REMOTE_USER environment variable must be set.")
        }
    }
}
