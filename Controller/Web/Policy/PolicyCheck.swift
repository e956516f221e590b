/// A rule, ready to be asked: references are resolved and words are read, so that asking allocates next to nothing.
indirect enum PolicyCheck: Sendable {
    case always
    case never
    case not(PolicyCheck)
    case all([PolicyCheck])
    case any([PolicyCheck])
    /// The caller has the role; case does not matter.
    case role(PolicyTemplate)
    /// The text equals what the template gives: `True:%(target.user.enabled)s`.
    case literal(String, PolicyTemplate)
    /// An attribute of the caller equals what the template gives: `user_id:%(target.user.id)s`.
    case credential(PolicyCredential, PolicyTemplate)
    /// The token does not have the attribute: `domain_id:None`.
    case lacks(PolicyCredential)

    func holds(_ caller: Caller, _ target: PolicyTarget) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .not(let check): return !check.holds(caller, target)
        case .all(let checks): return checks.allSatisfy { $0.holds(caller, target) }
        case .any(let checks): return checks.contains { $0.holds(caller, target) }
        case .role(let template):
            guard let name = template.fill(target) else { return false }
            return Self.has(caller.roles, name)
        case .literal(let text, let template):
            return template.fill(target) == text
        case .credential(let credential, let template):
            guard let text = template.fill(target) else { return false }
            return credential.equals(text, caller)
        case .lacks(let credential):
            return credential.value(of: caller) == nil
        }
    }

    private static func has(_ roles: [String], _ name: String) -> Bool {
        if roles.contains(name) { return true }
        let lowered = name.lowercased()
        return roles.contains { $0.lowercased() == lowered }
    }
}
