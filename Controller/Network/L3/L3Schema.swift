import Store

/// The tables of security groups, routers and floating IPs.
///
/// Who writes what. Intent (the API): groups, rules, routers, floating IPs. Decision (reconcilers): `network_router_place`.
/// The others remember what was last told, so that a change is noticed or taken back: `network_group_member` to sets,
/// `network_port_state` to Compute, `network_host_endpoint` to peers.
enum L3Schema {
    static let migrations = [
        Migration(
            "network-002",
            """
            CREATE TABLE network_security_group (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                stateful INTEGER NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_security_group_project ON network_security_group (project_id)",
            "CREATE UNIQUE INDEX network_security_group_default ON network_security_group (project_id) WHERE is_default = 1",
            """
            CREATE TABLE network_security_group_rule (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                security_group_id TEXT NOT NULL REFERENCES network_security_group (id) ON DELETE CASCADE,
                direction TEXT NOT NULL,
                ethertype TEXT NOT NULL,
                protocol TEXT,
                port_min INTEGER,
                port_max INTEGER,
                remote_prefix TEXT,
                remote_group_id TEXT,
                description TEXT NOT NULL,
                created_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_security_group_rule_group ON network_security_group_rule (security_group_id)",
            "CREATE INDEX network_security_group_rule_remote ON network_security_group_rule (remote_group_id)",
            "CREATE INDEX network_security_group_rule_project ON network_security_group_rule (project_id)",
            """
            CREATE TABLE network_group_member (
                port_id TEXT NOT NULL,
                security_group_id TEXT NOT NULL,
                PRIMARY KEY (port_id, security_group_id)
            )
            """,
            """
            CREATE TABLE network_router (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL,
                snat INTEGER NOT NULL,
                routes TEXT NOT NULL,
                availability_zone_hints TEXT NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_router_project ON network_router (project_id)",
            """
            CREATE TABLE network_router_place (
                router_id TEXT NOT NULL PRIMARY KEY REFERENCES network_router (id) ON DELETE CASCADE,
                host TEXT,
                reason TEXT NOT NULL,
                since INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_router_place_host ON network_router_place (host)",
            """
            CREATE TABLE network_floating_ip (
                id TEXT NOT NULL PRIMARY KEY,
                project_id TEXT NOT NULL,
                network_id TEXT NOT NULL,
                address TEXT NOT NULL,
                port_id TEXT,
                fixed_address TEXT,
                router_id TEXT,
                item_generation INTEGER,
                description TEXT NOT NULL,
                dns_name TEXT NOT NULL,
                dns_domain TEXT NOT NULL,
                tags TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX network_floating_ip_project ON network_floating_ip (project_id)",
            "CREATE INDEX network_floating_ip_network ON network_floating_ip (network_id)",
            "CREATE INDEX network_floating_ip_router ON network_floating_ip (router_id)",
            // One address of a port has at most one floating IP of each external network.
            """
            CREATE UNIQUE INDEX network_floating_ip_port ON network_floating_ip (port_id, fixed_address, network_id)
            WHERE port_id IS NOT NULL
            """,
            """
            CREATE TABLE network_port_state (
                host TEXT NOT NULL,
                port_id TEXT NOT NULL,
                state TEXT NOT NULL,
                generation INTEGER NOT NULL,
                PRIMARY KEY (host, port_id)
            )
            """,
            "CREATE TABLE network_host_endpoint (host TEXT NOT NULL PRIMARY KEY, endpoint TEXT NOT NULL)")
    ]
}
