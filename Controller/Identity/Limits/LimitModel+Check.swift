internal import Core
internal import Store

// What the models ask of limits. Upstream compares −1 as a number; here it is what the API says that it is, no limit.
extension LimitModel {
    var explanation: String {
        switch self {
        case .flat: "Limit enforcement and validation does not take project hierarchy into consideration."
        case .strictTwoLevel: "This model requires project hierarchy never exceeds a depth of two"
        }
    }

    /// How many levels of projects a domain may have.
    var maximumDepth: Int {
        switch self {
        case .flat: Projects.maximumDepth
        case .strictTwoLevel: 2
        }
    }

    /// - Parameter limits: as they are to be, in one change. Those beside them in the change count before the stored ones.
    /// - Throws: a 403 fault for a project that would have more than the one above it, or a domain with less than a project
    ///   in it.
    func check(_ s: Snapshot, _ limits: [Limit]) throws {
        guard self == .strictTwoLevel else { return }
        for limit in limits where try !fits(limit, beside: limits, s) { throw Self.refusal(limit) }
    }

    private func fits(_ limit: Limit, beside limits: [Limit], _ s: Snapshot) throws -> Bool {
        switch limit.place {
        case .project(let id):
            guard let parentID = try Projects.get(s, id).parentID else { return true }
            let beside = limits.first { $0.place == .domain(DomainID(parentID.string)) && $0.resource == limit.resource }
            guard let bound = try beside?.amount ?? Self.bound(s, limit.resource, parentID) else { return true }
            return !Limit.isMore(limit.amount, than: bound)
        case .domain(let id):
            return try Limits.amounts(s, of: limit.resource, below: id).allSatisfy { !Limit.isMore($0, than: limit.amount) }
        }
    }

    /// What the one above has: its own limit, or the default.
    private static func bound(_ s: Snapshot, _ resource: LimitedResource, _ id: ProjectID) throws -> Int64? {
        try Limits.amount(s, of: resource, on: id) ?? RegisteredLimits.find(s, resource)?.defaultLimit
    }

    private static func refusal(_ limit: Limit) -> Fault {
        let place =
            switch limit.place {
            case .project(let id): "project_id: \(id)"
            case .domain(let id): "domain_id: \(id)"
            }
        let resource = limit.resource
        return Refusal.forbidden(
            "Invalid resource limit: The resource limit (\(place), resource_name: \(resource.name), resource_limit: "
                + "\(limit.amount), service_id: \(resource.serviceID), region_id: \(resource.regionID?.string ?? "None")) "
                + "doesn't satisfy current hierarchy model..")
    }
}
