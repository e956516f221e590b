import Core
import HTTPTypes
import Store
import Web

struct TraitHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        try context.allowQuery(["name", "associated"])
        let isWanted = try Self.filter(context.query["name"])
        let associated = try Self.associated(context.query["associated"])
        let names = try await store.read { s in
            let names = try Traits.list(s).filter(isWanted)
            guard let associated else { return names }
            let known = try Traits.associated(s)
            return names.filter { known.contains($0) == associated }
        }
        return context.fresh(.json { w in w.object { $0.field("traits", names) } })
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        guard try await store.read({ try Traits.exists($0, name) }) else { throw PlacementRefusal.noSuchTraits([name]) }
        return context.fresh(.empty())
    }

    @Sendable func ensure(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        guard PlacementName.isCustom(name) else {
            throw PlacementRefusal.invalid(
                "The trait is invalid. A valid trait must be no longer than 255 characters, start with the prefix \"CUSTOM_\" and "
                    + "use following characters: \"A\"-\"Z\", \"0\"-\"9\" and \"_\"")
        }
        let now = context.now
        let isNew = try await store.write { try Traits.create($0, name, now: now) }
        let location = context.origin + context.link("traits", name)
        return context.fresh(.empty(isNew ? .created : .noContent, headers: [.location: location]))
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        try await store.write { try Traits.delete($0, name) }
        return .empty()
    }

    /// `in:A,B` or `startswith:CUSTOM_`.
    private static func filter(_ text: String?) throws -> @Sendable (String) -> Bool {
        guard let text else { return { _ in true } }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts.first {
        case "in" where parts.count == 2:
            let names = Set(parts[1].split(separator: ",").map(String.init))
            return { names.contains($0) }
        case "startswith" where parts.count == 2:
            let prefix = parts[1]
            return { $0.hasPrefix(prefix) }
        default:
            throw PlacementRefusal.invalid(
                "Badly formatted name parameter. Expected name query string parameter in form: "
                    + "?name=[in|startswith]:[name1,name2|prefix]. Got: \"\(text)\"")
        }
    }

    private static func associated(_ text: String?) throws -> Bool? {
        switch text?.lowercased() {
        case nil: nil
        case "true": true
        case "false": false
        default:
            throw PlacementRefusal.invalid("The query parameter \"associated\" only accepts \"true\" or \"false\"")
        }
    }
}
