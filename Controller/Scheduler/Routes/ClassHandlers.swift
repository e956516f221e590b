import Core
import HTTPTypes
import Store
import Web

struct ClassHandlers: Sendable {
    let store: Store

    @Sendable func list(_ context: RequestContext) async throws -> Reply {
        let names = try await store.read(ResourceClasses.list)
        return context.fresh(
            .json { w in
                w.object { w in
                    w.field("resource_classes") { w in w.array(names) { Self.write(&$0, $1, context) } }
                }
            })
    }

    @Sendable func show(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        guard try await store.read({ try ResourceClasses.exists($0, name) }) else { throw PlacementRefusal.noSuchClass(name) }
        return context.fresh(.json { Self.write(&$0, name, context) })
    }

    @Sendable func create(_ context: RequestContext) async throws -> Reply {
        let name = try Self.name(try await context.json())
        let now = context.now
        guard try await store.write({ try ResourceClasses.create($0, name, now: now) }) else {
            throw PlacementRefusal.conflict("Conflicting resource class already exists: \(name)")
        }
        return created(name, .created, context)
    }

    /// Since 1.7: makes sure that it is there.
    @Sendable func ensure(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        guard PlacementName.isCustom(name) else { throw Self.invalid(name) }
        let now = context.now
        let isNew = try await store.write { try ResourceClasses.create($0, name, now: now) }
        return created(name, isNew ? .created : .noContent, context)
    }

    /// Before 1.7: gives it another name.
    @Sendable func rename(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        let newName = try Self.name(try await context.json())
        let now = context.now
        try await store.write { try ResourceClasses.rename($0, name, to: newName, now: now) }
        return .json { Self.write(&$0, newName, context) }
    }

    @Sendable func delete(_ context: RequestContext) async throws -> Reply {
        let name = try context.parameter("name")
        try await store.write { try ResourceClasses.delete($0, name) }
        return .empty()
    }

    private static func name(_ body: JSONReader) throws -> String {
        let name = try body.allowing(["name"]).string("name", length: 1...255)
        guard PlacementName.isCustom(name) else { throw invalid(name) }
        return name
    }

    private static func invalid(_ name: String) -> Fault {
        PlacementRefusal.invalid("JSON does not validate: '\(name)' does not match '^CUSTOM_[A-Z0-9_]+$'")
    }

    private func created(_ name: String, _ status: HTTPResponse.Status, _ context: RequestContext) -> Reply {
        let location = context.origin + context.link("resource_classes", name)
        return .empty(status, headers: [.location: location])
    }

    private static func write(_ w: inout JSONWriter, _ name: String, _ context: RequestContext) {
        w.object { w in
            w.field("name", name)
            w.field("links") { w in
                w.array { w in
                    w.object { w in
                        w.field("rel", "self")
                        w.field("href", context.link("resource_classes", name))
                    }
                }
            }
        }
    }
}
