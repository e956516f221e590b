import Store

/// The tables of networks, subnets and ports.
///
/// Who writes what. Everything here is intent, written by the API and by the services above, but for `binding_host` and
/// `binding_generation` of a port: those are the decision where the port is to be. What hosts say is Fleet's.
/// `network_address` is what makes an address given once: it has a row as long as a port has it.
enum CoreSchema {
    static let migrations = [
        Migration(
            "network-001",
            """
            CREATE TABLE network_address_scope (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                name TEXT NOT NULL,
                ip_version INTEGER NOT NULL,
                is_shared INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE network_subnet_pool (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                ip_version INTEGER NOT NULL,
                prefixes TEXT NOT NULL,
                min_prefixlen INTEGER NOT NULL,
                default_prefixlen INTEGER NOT NULL,
                max_prefixlen INTEGER NOT NULL,
                default_quota INTEGER,
                address_scope_id TEXT REFERENCES network_address_scope (id),
                is_shared INTEGER NOT NULL,
                is_default INTEGER NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE network_network (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL,
                is_external INTEGER NOT NULL,
                is_default INTEGER NOT NULL,
                network_type TEXT NOT NULL,
                physical_network TEXT,
                segmentation_id INTEGER,
                mtu INTEGER NOT NULL,
                port_security_enabled INTEGER NOT NULL,
                dns_domain TEXT NOT NULL,
                availability_zone_hints TEXT NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_network_project ON network_network (project_id)",
            """
            CREATE UNIQUE INDEX network_network_segment ON network_network (network_type, segmentation_id)
            WHERE segmentation_id IS NOT NULL
            """,
            """
            CREATE UNIQUE INDEX network_network_flat ON network_network (physical_network)
            WHERE network_type = 'flat'
            """,
            // Who may use what belongs to another project; '*' is everybody.
            """
            CREATE TABLE network_rbac (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                object_type TEXT NOT NULL,
                object_id TEXT NOT NULL,
                action TEXT NOT NULL,
                target_project TEXT NOT NULL,
                UNIQUE (object_id, action, target_project)
            )
            """,
            "CREATE INDEX network_rbac_target ON network_rbac (target_project)",
            """
            CREATE TABLE network_subnet (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                network_id TEXT NOT NULL REFERENCES network_network (id),
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                ip_version INTEGER NOT NULL,
                cidr TEXT NOT NULL,
                gateway_ip TEXT,
                enable_dhcp INTEGER NOT NULL,
                ipv6_ra_mode TEXT,
                ipv6_address_mode TEXT,
                allocation_pools TEXT NOT NULL,
                dns_nameservers TEXT NOT NULL,
                host_routes TEXT NOT NULL,
                service_types TEXT NOT NULL,
                subnetpool_id TEXT REFERENCES network_subnet_pool (id),
                dns_publish_fixed_ip INTEGER NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_subnet_network ON network_subnet (network_id)",
            "CREATE INDEX network_subnet_project ON network_subnet (project_id)",
            """
            CREATE TABLE network_port (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                network_id TEXT NOT NULL REFERENCES network_network (id),
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL,
                mac_address TEXT NOT NULL,
                device_id TEXT NOT NULL,
                device_owner TEXT NOT NULL,
                port_security_enabled INTEGER NOT NULL,
                allowed_address_pairs TEXT NOT NULL,
                extra_dhcp_opts TEXT NOT NULL,
                dns_name TEXT NOT NULL,
                dns_domain TEXT NOT NULL,
                vnic_type TEXT NOT NULL,
                binding_profile TEXT NOT NULL,
                binding_host TEXT,
                binding_generation INTEGER,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                UNIQUE (network_id, mac_address)
            )
            """,
            "CREATE INDEX network_port_project ON network_port (project_id)",
            "CREATE INDEX network_port_device ON network_port (device_id)",
            "CREATE INDEX network_port_host ON network_port (binding_host)",
            """
            CREATE TABLE network_port_security_group (
                port_id TEXT NOT NULL REFERENCES network_port (id) ON DELETE CASCADE,
                security_group_id TEXT NOT NULL,
                PRIMARY KEY (port_id, security_group_id)
            )
            """,
            "CREATE INDEX network_port_security_group_group ON network_port_security_group (security_group_id)",
            """
            CREATE TABLE network_address (
                subnet_id TEXT NOT NULL REFERENCES network_subnet (id),
                address TEXT NOT NULL,
                network_id TEXT NOT NULL,
                port_id TEXT NOT NULL REFERENCES network_port (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                PRIMARY KEY (subnet_id, address)
            )
            """,
            "CREATE INDEX network_address_port ON network_address (port_id)",
            "CREATE INDEX network_address_network ON network_address (network_id, address)",
            """
            CREATE TABLE network_quota (
                project_id TEXT NOT NULL,
                resource TEXT NOT NULL,
                quota_limit INTEGER NOT NULL,
                PRIMARY KEY (project_id, resource)
            )
            """
        )
    ]
}
