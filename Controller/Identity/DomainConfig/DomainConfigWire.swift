internal import Core
internal import HTTPTypes
internal import Web

/// `config`: options by their groups; where one option is asked for, that option alone (Identity API v3, "Domain
/// configuration").
enum DomainConfigWire {
    /// What a body sets: at least one option, each of them known.
    static func options(_ body: JSONReader) throws -> DomainConfig.Options {
        try options(try config(body))
    }

    /// What a body sets of a part: that part and nothing else.
    static func options(_ body: JSONReader, of part: DomainConfigPart) throws -> DomainConfig.Options {
        let config = try config(body)
        switch part {
        case .all: return try options(config)
        case .group(let group):
            let options = try options(config)
            try part.check()
            guard config.count == 1 else {
                throw Refusal.configuration(
                    "Trying to update group \(group), so that, and only that, group must be specified in the config")
            }
            guard config[group] != nil else {
                throw Refusal.configuration(
                    "request to update group \(group), but config provided contains group \(config.keys.first ?? "") instead")
            }
            return options
        case .option(let option):
            let options = try options([option.group: .object(config)])
            try part.check()
            guard config.count == 1 else {
                throw Refusal.configuration(
                    "Trying to update option \(option.name) in group \(option.group), so that, and only that, option must be "
                        + "specified  in the config")
            }
            guard options[option] != nil else {
                throw Refusal.configuration(
                    "Trying to update option \(option.name) in group \(option.group), but config provided contains option "
                        + "\(config.keys.first ?? "") instead")
            }
            return options
        }
    }

    private static func config(_ body: JSONReader) throws -> [String: JSON] {
        let config = try body.object("config").members
        guard !config.isEmpty else { throw Refusal.configuration("No options specified") }
        return config
    }

    private static func options(_ config: [String: JSON]) throws -> DomainConfig.Options {
        var options: DomainConfig.Options = [:]
        for (group, value) in config.sorted(by: { $0.key < $1.key }) {
            guard let members = value.object, !members.isEmpty else {
                throw Refusal.configuration(
                    "The value of group \(group) specified in the config should be a dictionary of options")
            }
            for (name, value) in members {
                let option = DomainOption(group: group, name: name)
                try DomainConfigPart.option(option).check()
                options[option] = value
            }
        }
        return options
    }

    // MARK: Writing

    static func reply(
        _ options: DomainConfig.Options, _ part: DomainConfigPart = .all, isNew: Bool = false
    ) -> Reply {
        var groups: [String: [String: JSON]] = [:]
        for (option, value) in options { groups[option.group, default: [:]][option.name] = value }
        let config: JSON
        if case .option(let option) = part {
            config = .object(groups[option.group] ?? [:])
        } else {
            config = .object(groups.mapValues { .object($0) })
        }
        return .json(isNew ? .created : .ok) { $0.object { $0.field("config", config) } }
    }
}
