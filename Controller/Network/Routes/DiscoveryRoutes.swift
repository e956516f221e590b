import Core
import HTTPTypes
import Web

/// By which clients find their way: versions, extensions, what kinds of resources there are.
enum DiscoveryRoutes {
    private static let v2 = VersionDocument(id: "v2.0", status: "CURRENT", path: "/v2.0/")

    static let table = [
        Route(.get, "/", policy: .anyone) { VersionDocument.list([v2], to: $0) },
        Route(.get, "/v2.0", policy: .authenticated, handler: resources),
        Route(.get, "/v2.0/extensions", policy: .authenticated, handler: extensions),
        Route(.get, "/v2.0/extensions/{alias}", policy: .authenticated, handler: showExtension),
        Route(.get, "/v2.0/service-providers", policy: .rule("get_service_provider")) { _ in
            .json { w in w.object { $0.field("service_providers", [] as [String]) } }
        },
    ]

    private static let collections = [
        ("network", "networks"), ("subnet", "subnets"), ("port", "ports"), ("subnetpool", "subnetpools"),
        ("address_scope", "address-scopes"), ("router", "routers"), ("floatingip", "floatingips"),
        ("security_group", "security-groups"), ("security_group_rule", "security-group-rules"), ("quota", "quotas"),
        ("agent", "agents"), ("rbac_policy", "rbac-policies"),
    ]

    private static func resources(_ context: RequestContext) -> Reply {
        .json { w in
            w.object { w in
                w.field("resources") { w in
                    w.array(collections) { w, names in
                        w.object { w in
                            w.field("name", names.0)
                            w.field("collection", names.1)
                            w.field("links") { w in
                                w.array { w in
                                    w.object { w in
                                        w.field("rel", "self")
                                        w.field("href", "\(context.base)/v2.0/\(names.1)")
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func extensions(_ context: RequestContext) -> Reply {
        .json { w in w.object { $0.field("extensions") { $0.array(Extension.all, write) } } }
    }

    private static func showExtension(_ context: RequestContext) throws -> Reply {
        let alias = try context.parameter("alias")
        guard let found = Extension.all.first(where: { $0.alias == alias }) else {
            throw NetworkRefusal.make(
                .notFound, "ExtensionsNotFound", "Extension with alias \(alias) does not exist")
        }
        return .one("extension") { write(&$0, found) }
    }

    private static func write(_ w: inout JSONWriter, _ known: Extension) {
        w.object { w in
            w.field("alias", known.alias)
            w.field("name", known.name)
            w.field("description", known.description)
            w.field("updated", "2016-01-01T00:00:00-00:00")
            w.field("links", [] as [String])
        }
    }
}
