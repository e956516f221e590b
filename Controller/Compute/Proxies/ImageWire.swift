import Core
import Image
import Web

/// Images in the words that the compute service has for them.
enum ImageWire {
    static func basic(_ w: inout JSONWriter, _ image: Image, _ context: RequestContext) {
        w.object { w in
            w.field("id", image.id.string)
            w.field("name", image.name)
            links(&w, image, context)
        }
    }

    static func write(_ w: inout JSONWriter, _ image: Image, _ context: RequestContext) {
        w.object { w in
            w.field("id", image.id.string)
            w.field("name", image.name)
            w.field("minRam", image.minMemoryMiB)
            w.field("minDisk", image.minDiskGiB)
            w.field("metadata", image.properties)
            w.field("created", image.createdAt.iso8601(.seconds))
            w.field("updated", image.updatedAt.iso8601(.seconds))
            w.field("status", status(image))
            w.field("progress", progress(image))
            w.field("OS-EXT-IMG-SIZE:size", image.size)
            links(&w, image, context)
            guard let server = image.properties["instance_uuid"] else { return }
            w.field("server") { w in
                w.object { w in
                    w.field("id", server)
                    w.links(context.base, "servers", server)
                }
            }
        }
    }

    static func status(_ image: Image) -> String {
        switch image.status.rawValue {
        case "active": "ACTIVE"
        case "queued", "saving": "SAVING"
        case "deleted", "pending_delete": "DELETED"
        case "killed": "ERROR"
        default: "UNKNOWN"
        }
    }

    private static func progress(_ image: Image) -> Int {
        switch image.status.rawValue {
        case "queued": 25
        case "saving": 50
        case "active": 100
        default: 0
        }
    }

    private static func links(_ w: inout JSONWriter, _ image: Image, _ context: RequestContext) {
        w.field("links") { w in
            w.array { w in
                w.link("self", "\(context.base)/v2.1/images/\(image.id)")
                w.link("bookmark", "\(context.base)/images/\(image.id)")
                w.object { w in
                    w.field("rel", "alternate")
                    w.field("type", "application/vnd.openstack.image")
                    w.field("href", "\(context.origin)/image/images/\(image.id)")
                }
            }
        }
    }
}
