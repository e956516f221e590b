#if DEBUG
    @testable import Compute
    @testable import Core
    @testable import Identity
    @testable import Image
    @testable import Networking
    @testable import Scheduler

    extension FuzzTarget {
        /// Bodies of requests: the first byte chooses their kind, the second one the microversion, the rest is JSON.
        static let bodies = [
            FuzzTarget(
                name: "body", limit: 1024, words: members.map { "\"\($0)\":" } + ["null", "true", "[{", "}]", "\"\""], run: body)
        ]

        private typealias Reader = @Sendable (JSONReader, Int) throws -> Void

        private static func body(_ bytes: [UInt8]) throws {
            guard bytes.count > 2, let json = try? JSONParser.parse(Array(bytes[2...])), json.object != nil else { return }
            let read = readers[Int(bytes[0]) % readers.count]
            try refusing { try read(JSONReader(json), Int(bytes[1]) % 97) }
        }

        private static let project = ProjectID("demo")
        private static let now = Timestamp(seconds: 1_700_000_000)

        private static let readers: [Reader] = compute + identity + image + network + placement + metadefs

        private static let compute: [Reader] = [
            { body, minor in
                let wish = try ServerCreateWire.wish(body, minor: minor)
                try hold((1...255).contains(wish.name.unicodeScalars.count), "a name of no or too many characters")
                try hold((1...1000).contains(wish.minCount) && wish.minCount <= wish.maxCount, "an impossible number of servers")
            },
            { _ = try ServerRebuildWire.read($0, minor: $1) },
            { _ = try ServerUpdateWire.change($0, minor: $1) },
            { _ = try FlavorWire.new($0, minor: $1) },
            { _ = try InterfaceWire.wish($0, minor: $1) },
            { _ = try QuotaWire.change($0, .project, $1) },
            { body, _ in _ = try AggregateWire.metadata(Input(body.json)) },
            { body, _ in _ = try KeypairWire.imported(try body.string("key"), type: "ssh") },
            { body, _ in _ = try KeypairWire.imported(try body.string("key"), type: "x509") },
        ]

        private static let identity: [Reader] = [
            { body, _ in _ = try AuthRequest(body) },
            { body, _ in _ = try UserWire.new(body, defaultDomain: DomainID("default")) },
            { body, _ in _ = try UserWire.change(body, of: UserID("u")) },
            { body, _ in _ = try UserWire.passwords(body) },
            { body, _ in
                var project = try ProjectWire.new(body, defaultDomain: DomainID("default"))
                try ProjectWire.change(body, of: project.id)(&project)
            },
            { body, _ in _ = try ProjectWire.tags(body) },
            { body, _ in _ = try DomainWire.new(body) },
            { body, _ in _ = try GroupWire.new(body, defaultDomain: DomainID("default")) },
            { body, _ in _ = try RoleWire.new(body) },
        ]

        private static let image: [Reader] = [
            { body, _ in
                let image = try NewImageWire.image(body, project: project, now: now)
                try hold(
                    image.properties.keys.allSatisfy { (1...255).contains($0.unicodeScalars.count) }, "an impossible property")
                try hold(image.minDiskGiB >= 0 && image.minMemoryMiB >= 0, "less than nothing")
            },
            { body, _ in _ = try MemberWire.new(body) },
            { body, _ in _ = try MemberWire.status(body) },
        ]

        private static let network: [Reader] = [
            { body, _ in _ = try PortBodies.new(.one(body, "port"), project: project) },
            { body, _ in _ = try PortBodies.change(.one(body, "port")) },
            { body, _ in _ = try NetworkWire.new(.one(body, "network"), project: project) },
            { body, _ in
                let reader = try AttributeReader.one(body, "subnet")
                let wish = try SubnetWire.new(reader, project: project)
                guard let cidr = wish.cidr else { return }
                var subnet = Subnet(projectID: project, networkID: wish.networkID, cidr: cidr)
                try SubnetWire.complete(&subnet, reader)
                try SubnetRules.check(subnet)
            },
            { body, _ in _ = try SubnetPoolWire.new(.one(body, "subnetpool"), project: project) },
            { body, _ in _ = try RouterWire.routes(RouterWire.read(body)) },
            { body, _ in _ = try SecurityGroupWire.new(SecurityGroupWire.read(body), caller: project, now: now) },
            { body, _ in
                for item in try SecurityGroupRuleWire.read(body).items {
                    let rule = try SecurityGroupRuleWire.new(item, caller: project, now: now)
                    _ = try RuleCheck.checked(rule)
                }
            },
            { body, _ in _ = try FloatingIPWire.new(FloatingIPWire.read(body), caller: project) },
            { body, _ in _ = try Networking.QuotaWire.limits(body) },
        ]

        private static let placement: [Reader] = [
            { body, _ in
                for inventory in try InventoryWire.list(body) { _ = inventory.capacity }
            },
            { body, _ in _ = try InventoryWire.create(body).capacity },
        ]

        private static let metadefs: [Reader] = [
            { body, _ in
                let read = try MetadefBody.namespace(body.json, project: project, now: now)
                let names = [read.namespace.name] + read.items.map(\.name)
                try hold(names.allSatisfy { $0.unicodeScalars.count <= 80 }, "a name of too many characters")
                let items = read.items.prefixed(for: "OS::Glance::Image")
                _ = try JSONParser.parse(JSONWriter.bytes { MetadefWire.namespace(&$0, read.namespace, items) })
            },
            { body, _ in
                for kind in MetadefKind.allCases { try refusing { _ = try MetadefBody.item(kind, body.json, now: now) } }
            },
            { body, _ in try SchemaCheck.check(body.json, against: TaskDocuments.task) },
        ]

        private static let members = [
            "server", "name", "flavorRef", "imageRef", "networks", "uuid", "port", "fixed_ip", "metadata",
            "block_device_mapping_v2",
            "boot_index", "volume_size", "user_data", "personality", "contents", "path", "min_count", "tags", "hostname",
            "rebuild",
            "flavor", "vcpus", "ram", "disk", "rxtx_factor", "swap", "quota_set", "instances", "key", "auth", "identity",
            "methods",
            "password", "user", "domain", "id", "scope", "project", "system", "options", "parent_id", "enabled", "description",
            "visibility", "disk_format", "min_disk", "network_id", "mac_address", "fixed_ips", "ip_address", "subnet_id",
            "allowed_address_pairs", "extra_dhcp_opts", "opt_name", "opt_value", "binding:profile", "subnet", "cidr",
            "ip_version",
            "gateway_ip", "allocation_pools", "start", "end", "dns_nameservers", "host_routes", "destination", "nexthop",
            "subnetpool",
            "prefixes", "default_prefixlen", "router", "routes", "security_group", "security_group_rule", "direction",
            "ethertype",
            "protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "floatingip", "quota", "inventories", "total",
            "reserved", "allocation_ratio", "step_size", "resource_class", "resource_provider_generation",
            "namespace", "display_name", "properties", "title", "objects", "required", "resource_type_associations", "prefix",
        ]
    }
#endif
