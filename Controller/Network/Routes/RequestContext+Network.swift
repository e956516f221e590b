import Core
import Web

extension RequestContext {
    func id<Resource>(_ name: String) throws -> ID<Resource> { ID(try parameter(name)) }

    /// Who sees what belongs to others.
    var isAdmin: Bool { allows("admin_required", [:]) }

    /// Nil for an administrator, who sees everything.
    ///
    /// - Throws: a 403 fault for a token without project.
    func viewer() throws -> ProjectID? {
        if isAdmin { return nil }
        guard let project = try requireCaller().projectID else {
            throw Fault(
                .forbidden, code: "NETWORK-NO-PROJECT", "The token is not for a project.",
                hint: "Ask for a token that is scoped to a project.")
        }
        return project
    }

    /// The target of lists: what belongs to the caller's project.
    @Sendable static func ownProject(_ context: RequestContext) -> PolicyTarget {
        PolicyTarget(owner: context.caller?.projectID)
    }
}

extension PolicyTarget {
    init(owner: ProjectID?) {
        self = owner.map { ["project_id": .string($0.string), "tenant_id": .string($0.string)] } ?? [:]
    }

    /// Of something on a network: the rules ask for its owner, too.
    init(owner: ProjectID?, network: Network?, isShared: Bool = false) {
        self.init(owner: owner)
        guard let network else { return }
        self["network:project_id"] = .string(network.projectID.string)
        self["network:tenant_id"] = .string(network.projectID.string)
        self["network:shared"] = .bool(isShared)
    }
}
