import Core

/// `meta_data.json`: who a guest is.
enum MetaData {
    /// - Parameter seed: random bytes in Base64 for the guest's generator. The config drive has none: it is part of a spec that must
    ///   not change by itself, and guests have a generator device.
    static func document(_ guest: Guest, seed: String?) -> [UInt8] {
        let server = guest.server
        return JSONWriter.bytes { w in
            w.object { w in
                w.field("uuid", server.id.string)
                w.field("name", server.name)
                w.field("hostname", guest.hostname)
                w.field("availability_zone", guest.zone)
                w.field("launch_index", server.launchIndex)
                w.field("project_id", server.projectID.string)
                w.field("meta", server.metadata)
                keys(server, &w)
                files(guest, &w)
                w.field("devices") { w in w.array { _ in } }
                w.field("dedicated_cpus") { w in w.array { _ in } }
                if let seed { w.field("random_seed", seed) }
            }
        }
    }

    private static func files(_ guest: Guest, _ w: inout JSONWriter) {
        guard !guest.files.isEmpty else { return }
        w.field("files") { w in
            w.array(guest.files) { w, file in
                w.object { w in
                    w.field("content_path", "/\(GuestFile.folder)/\(file.name)")
                    w.field("path", file.path)
                }
            }
        }
    }

    private static func keys(_ server: Server, _ w: inout JSONWriter) {
        guard let name = server.keyName, let key = server.publicKey else { return }
        w.field("public_keys", [name: key])
        w.field("keys") { w in
            w.array { w in
                w.object { w in
                    w.field("name", name)
                    w.field("type", key.hasPrefix("-----BEGIN") ? "x509" : "ssh")
                    w.field("data", key)
                }
            }
        }
    }
}
