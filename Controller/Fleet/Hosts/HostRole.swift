import Core

/// What an agent does for the cloud on its host.
public enum HostRole: String, Sendable, CaseIterable {
    case compute
    case network
    case volume
    case baremetal
    case sensors

    /// - Throws: `Fault` 400 FLEET-ROLE-UNKNOWN; an empty list is refused too.
    public static func parse(_ names: [String]) throws -> [HostRole] {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        let roles = try names.map { name in
            guard let role = HostRole(rawValue: name) else {
                throw Fault(
                    .badRequest, code: "FLEET-ROLE-UNKNOWN", "There is no role '\(name.prefix(64))'", hint: "Roles are: \(known)."
                )
            }
            return role
        }
        guard !roles.isEmpty else {
            throw Fault(.badRequest, code: "FLEET-ROLE-UNKNOWN", "A host needs a role", hint: "Roles are: \(known).")
        }
        return allCases.filter(roles.contains)
    }

    /// From the database, where a role that this program does not know is none.
    static func list(_ json: JSON) -> [HostRole] { (json.array ?? []).compactMap { $0.string.flatMap(HostRole.init) } }

    static func json(_ roles: [HostRole]) -> JSON { .array(roles.map { .string($0.rawValue) }) }
}
