internal import Core
internal import HTTPTypes
internal import Store
internal import Web

/// `/v3/domains/{domain_id}/config` and the defaults (Identity API v3, "Domain configuration").
struct DomainConfigRoutes: Sendable {
    let store: Store
    let config: DomainConfig

    var table: [Route] {
        let all = "/v3/domains/{domain_id}/config", group = all + "/{group}", option = group + "/{option}"
        let standard = Access.rule("identity:get_domain_config_default")
        return [
            Route(.put, all, policy: .rule("identity:create_domain_config"), handler: replace),
            Route(.get, "/v3/domains/config/default", policy: standard, handler: standards),
            Route(.get, "/v3/domains/config/{group}/default", policy: standard, handler: standards),
            Route(.get, "/v3/domains/config/{group}/{option}/default", policy: standard, handler: standards),
        ]
            + [all, group, option].flatMap { path in
                [
                    Route(.get, path, policy: .rule("identity:get_domain_config"), handler: show),
                    Route(.patch, path, policy: .rule("identity:update_domain_config"), handler: update),
                    Route(.delete, path, policy: .rule("identity:delete_domain_config"), handler: delete),
                ]
            }
    }

    private func replace(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id")
        let options = try DomainConfigWire.options(try await context.json())
        let (shown, isNew) = try await store.write { [config] in try config.replace($0, of: id, options) }
        return DomainConfigWire.reply(shown, isNew: isNew)
    }

    private func show(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id"), part = Self.part(context)
        return DomainConfigWire.reply(try await store.read { [config] in try config.shown($0, of: id, part) }, part)
    }

    private func update(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id"), part = Self.part(context)
        let options = try DomainConfigWire.options(try await context.json(), of: part)
        return DomainConfigWire.reply(try await store.write { [config] in try config.update($0, of: id, part, options) })
    }

    private func delete(_ context: RequestContext) async throws -> Reply {
        let id: DomainID = try context.id("domain_id"), part = Self.part(context)
        try await store.write { [config] in try config.delete($0, of: id, part) }
        return .empty()
    }

    private func standards(_ context: RequestContext) async throws -> Reply {
        let part = Self.part(context)
        try part.check()
        if case .option(let option) = part, option.isSecret {
            throw Refusal.configuration(
                "Reading the default for option \(option.name) in group \(option.group) is not supported")
        }
        let options = DomainOption.groups.flatMap(DomainOption.shown).filter(part.contains)
        let values = Dictionary(uniqueKeysWithValues: options.map { ($0, $0.standard ?? .null) })
        return DomainConfigWire.reply(values, part)
    }

    private static func part(_ context: RequestContext) -> DomainConfigPart {
        guard let group = context.parameters["group"] else { return .all }
        guard let option = context.parameters["option"] else { return .group(group) }
        return .option(DomainOption(group: group, name: option))
    }
}
