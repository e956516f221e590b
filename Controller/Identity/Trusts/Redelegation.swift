internal import Core

/// What a new trust may be: how far it can be lent on, and what of the trust by whose token it is made it may have.
enum Redelegation {
    /// - Parameters:
    ///   - roleIDs: that the new trust is to lend.
    ///   - chain: the trust of the token in hand, then those behind it; empty for a trustor's own rights.
    /// - Throws: 403 for what is not the trustor's to lend, 400 for what contradicts itself.
    static func trust(_ new: TrustWire.New, roleIDs: [RoleID], chain: [Trust]) throws -> Trust {
        var trust = Trust(
            id: .randomHex(), trustorID: new.trustorID, trusteeID: new.trusteeID, projectID: new.projectID,
            impersonation: new.impersonation, expiresAt: new.expiresAt ?? chain.first?.expiresAt,
            remainingUses: new.remainingUses, parentID: chain.first?.id, redelegationCount: try count(new, chain.first),
            extra: new.extra)
        trust.roleIDs = roleIDs
        for parent in chain { try check(trust, against: parent) }
        return trust
    }

    private static func count(_ new: TrustWire.New, _ parent: Trust?) throws -> Int64 {
        guard new.allowsRedelegation, new.redelegationCount != 0 else { return 0 }
        if let count = new.redelegationCount, count > Trusts.longestChain {
            throw Refusal.forbidden(
                "Requested redelegation depth of \(count) is greater than allowed \(Trusts.longestChain)")
        }
        guard new.remainingUses == nil else {
            throw Refusal.invalid("remaining_uses must not be set if redelegation is allowed")
        }
        guard let parent else { return new.redelegationCount ?? Trusts.longestChain }
        let rest = parent.redelegationCount - 1
        guard new.redelegationCount ?? rest == rest else {
            throw Refusal.forbidden(
                "Modifying \"redelegation_count\" upon redelegation is forbidden. Omitting this parameter is advised.")
        }
        return rest
    }

    private static func check(_ trust: Trust, against parent: Trust) throws {
        guard (1...Trusts.longestChain).contains(parent.redelegationCount) else {
            throw Refusal.forbidden(
                "Remaining redelegation depth of \(parent.redelegationCount) out of allowed range of [0..\(Trusts.longestChain)]")
        }
        guard trust.remainingUses == nil else {
            throw Refusal.forbidden(
                "Field \"remaining_uses\" is set to \(trust.remainingUses ?? 0) while it must not be set in order to redelegate "
                    + "a trust")
        }
        guard trust.projectID == parent.projectID else {
            throw Refusal.forbidden("The project of the redelegated trust cannot be changed")
        }
        if let end = parent.expiresAt, trust.expiresAt.map({ $0 > end }) ?? true {
            throw Refusal.forbidden("Requested expiration time is more than redelegated trust can provide")
        }
        guard Set(trust.roleIDs).isSubset(of: parent.roleIDs) else {
            throw Refusal.forbidden("Some of requested roles are not in redelegated trust")
        }
        guard parent.impersonation || !trust.impersonation else {
            throw Refusal.forbidden(
                "Impersonation is not allowed because redelegated trust does not specify impersonation. Redelegated trust id: "
                    + parent.id.string)
        }
    }
}
