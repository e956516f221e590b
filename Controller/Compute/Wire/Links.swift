import Core
import Web

extension RequestContext {
    /// The compute microversion's minor number; the major is always 2.
    var minor: Int { microversion?.minor ?? 1 }

    /// May the caller see and do what the cloud's administrators may?
    var isAdmin: Bool { caller?.roles.contains("admin") ?? false }
}

extension JSONWriter {
    /// `links` of a resource: to it in this version of the API, and for bookmarks without version.
    mutating func links(_ base: String, _ collection: String, _ id: String) {
        field("links") { w in
            w.array { w in
                w.link("self", "\(base)/v2.1/\(collection)/\(id)")
                w.link("bookmark", "\(base)/\(collection)/\(id)")
            }
        }
    }

    mutating func link(_ rel: String, _ href: String) {
        object { w in
            w.field("rel", rel)
            w.field("href", href)
        }
    }

    /// `<name>_links` after a list that was cut: where it goes on.
    mutating func nextLink(_ name: String, _ context: RequestContext, marker: String?) {
        guard let marker else { return }
        field("\(name)_links") { w in w.array { $0.link("next", context.nextLink(marker: marker)) } }
    }

    mutating func field(_ name: String, _ value: [String: String]) {
        field(name) { w in
            w.object { w in
                for (key, value) in value.sorted(by: { $0.key < $1.key }) { w.field(key, value) }
            }
        }
    }
}
