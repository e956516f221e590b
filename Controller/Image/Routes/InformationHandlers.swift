import Core
import Store
import Web

/// What clients can find out about the service itself.
struct InformationHandlers: Sendable {
    let room: ImageRoom

    @Sendable func importMethods(_ context: RequestContext) async throws -> Reply {
        .json { w in
            w.object { w in
                w.field("import-methods") { w in
                    w.object { w in
                        w.field("description", "Import methods available.")
                        w.field("type", "array")
                        w.field("value", [DataHandlers.importMethod])
                    }
                }
            }
        }
    }

    @Sendable func stores(_ context: RequestContext) async throws -> Reply { store { _ in } }

    @Sendable func storeDetails(_ context: RequestContext) async throws -> Reply {
        store { w in
            w.field("type", "file")
            w.field("weight", 0)
            w.field("properties") { w in
                w.object { w in
                    w.field("data_dir", room.files.directory)
                    w.field("chunk_size", OutgoingFile.chunkSize)
                    w.field("thin_provisioning", false)
                }
            }
        }
    }

    private func store(_ more: (inout JSONWriter) -> Void) -> Reply {
        .json { w in
            w.object { w in
                w.field("stores") { w in
                    w.array { w in
                        w.object { w in
                            w.field("id", ImageWire.store)
                            w.field("description", "Files of the controller")
                            w.field("default", "true")
                            more(&w)
                        }
                    }
                }
            }
        }
    }

    /// What the caller's project uses, by upstream's names of quotas; there is no limit to any of them. Sizes are in MiB.
    @Sendable func usage(_ context: RequestContext) async throws -> Reply {
        let project = try context.requireCaller().projectID
        let usage = try await room.store.read { try ImageUsage($0, project) }
        return .json { w in
            w.object { w in
                w.field("usage") { w in
                    w.object { w in
                        for (name, value) in usage.byQuota {
                            w.field(name) { w in
                                w.object { w in
                                    w.field("usage", value)
                                    w.field("limit", -1)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
