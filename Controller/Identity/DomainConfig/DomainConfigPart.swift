internal import Core

/// How much of a configuration a request is about: all of it, one group, or one option.
enum DomainConfigPart: Sendable, Hashable {
    case all
    case group(String)
    case option(DomainOption)

    /// - Throws: a 403 fault for a group or an option that there is not.
    func check() throws {
        switch self {
        case .all: break
        case .group(let group): try Self.check(group)
        case .option(let option):
            try Self.check(option.group)
            guard option.standard != nil else {
                throw Refusal.configuration(
                    "Option \(option.name) in group \(option.group) is not supported for domain specific configurations")
            }
        }
    }

    private static func check(_ group: String) throws {
        guard DomainOption.groups.contains(group) else {
            throw Refusal.configuration("Group \(group) is not supported for domain specific configurations")
        }
    }

    func contains(_ option: DomainOption) -> Bool {
        switch self {
        case .all: true
        case .group(let group): option.group == group
        case .option(let one): option == one
        }
    }

    /// As upstream's refusals name it.
    var words: String {
        switch self {
        case .all: "any options"
        case .group(let group): "group \(group)"
        case .option(let option): "option \(option.name) in group \(option.group)"
        }
    }
}

extension Refusal {
    static func configuration(_ reason: String) -> Fault {
        forbidden("Invalid domain specific configuration: \(reason).")
    }
}
