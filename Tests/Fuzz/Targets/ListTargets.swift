#if DEBUG
    import Core
    @testable import Image
    @testable import Networking
    @testable import Scheduler
    import Web

    extension FuzzTarget {
        static let lists = [
            FuzzTarget(
                name: "list-query", limit: 512,
                words: [
                    "fixed_ips=ip_address=", "fixed_ips=subnet_id=", "status=", "admin_state_up=", "tags=a,b", "not-tags-any=",
                    "limit=",
                    "sort_key=id&sort_dir=desc", "page_reverse=True", "changed_since=", "revision_number=", "created_at=gte:",
                    "size_min=", "member_status=", "visibility=", "tag=", "name=in:\"a\",b", "os_hidden=", "VCPU:1,CUSTOM_A:2",
                ],
                run: list)
        ]

        /// What a list is asked for becomes SQL, or is refused in words.
        private static func list(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            let query = Query(text)
            try refusing { _ = try ListRequest(query, PortRoutes.collection).tail }
            for isAdmin in [false, true] {
                try refusing { _ = try ListWire.query(query, project: ProjectID("p"), isAdmin: isAdmin) }
            }
            try refusing {
                for (name, amount) in try ProviderQuery.resources(text) { try hold(amount > 0, "asks for \(amount) of \(name)") }
            }
            try refusing { _ = try ProviderQuery.inTree(text) }
        }
    }
#endif
