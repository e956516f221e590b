/// What of upstream's many extensions is here: clients ask before they use one.
struct Extension: Sendable {
    let alias: String
    let name: String
    let description: String

    init(_ alias: String, _ name: String, _ description: String) {
        self.alias = alias
        self.name = name
        self.description = description
    }

    static let all = networks + addresses + ports + routers + api

    private static let networks = [
        Extension("availability_zone", "Availability Zone", "Lists the availability zones."),
        Extension("external-net", "Neutron external network", "Networks that routers may have their gateways on."),
        Extension("net-mtu", "Network MTU", "The MTU of a network."),
        Extension("net-mtu-writable", "Network MTU (writable)", "The MTU of a network can be chosen."),
        Extension("network-ip-availability", "Network IP Availability", "How many addresses of a network are used."),
        Extension("network_availability_zone", "Network Availability Zone", "Availability zones of networks."),
        Extension("provider", "Provider Network", "How networks are carried by hosts."),
        Extension("rbac-policies", "RBAC Policies", "Networks for some other projects."),
    ]

    private static let addresses = [
        Extension("address-scope", "Address scope", "Where addresses are unique."),
        Extension("default-subnetpools", "Default Subnetpools", "Subnets of the pool that is the default."),
        Extension("dns-integration", "DNS Integration", "Names of ports and domains of networks."),
        Extension("dns-domain-ports", "dns_domain for ports", "Domains of ports."),
        Extension("ip-substring-filtering", "IP address substring filtering", "Ports by a part of their address."),
        Extension("subnet-external-network", "Subnet belongs to an external network", "Which subnets are external."),
        Extension("subnet-service-types", "Subnet service types", "Subnets for devices of certain owners."),
        Extension("subnet_allocation", "Subnet Allocation", "Subnets that are cut from pools."),
        Extension("subnetpool-prefix-ops", "Subnet Pool Prefix Operations", "Prefixes are added to pools and removed."),
    ]

    private static let ports = [
        Extension("allowed-address-pairs", "Allowed Address Pairs", "Addresses that a port may use besides its own."),
        Extension("binding", "Port Binding", "Where ports are."),
        Extension("extra_dhcp_opt", "Neutron Extra DHCP options", "More DHCP options for a port."),
        Extension("port-security", "Port Security", "Ports and networks without filters."),
        Extension("security-group", "security-group", "Rules of what ports let through."),
        Extension("security-groups-normalized-cidr", "Normalized CIDR field for security group rules", "Prefixes of rules."),
        Extension(
            "security-groups-rules-belongs-to-default-sg", "Security group rules of the default group",
            "Which rules are in a default group."),
        Extension("security-groups-shared-filtering", "Security group filtering on the shared field", "Shared groups."),
        Extension("stateful-security-group", "Stateful security group", "Filters with or without connection tracking."),
    ]

    private static let routers = [
        Extension("ext-gw-mode", "Neutron L3 Configurable external gateway mode", "Gateways with or without SNAT."),
        Extension("extraroute", "Neutron Extra Route", "Routes of routers."),
        Extension("extraroute-atomic", "Atomically add/remove extra routes", "Some routes of routers."),
        Extension("fip-port-details", "Floating IP Port Details Extension", "The ports that floating IPs lead to."),
        Extension("router", "Neutron L3 Router", "Routers and floating IPs."),
        Extension("router_availability_zone", "Router Availability Zone", "Availability zones of routers."),
    ]

    private static let api = [
        Extension("agent", "agent", "What serves networks on the hosts."),
        Extension("empty-string-filtering", "Empty String Filtering Extension", "Filters by an empty text."),
        Extension("filter-validation", "Filter parameters validation", "Unknown filters are refused."),
        Extension("pagination", "Pagination support", "Lists page by page."),
        Extension("project-id", "project_id field enabled", "Owners by the name of project_id."),
        Extension("quota-check-limit", "Quota engine limit check", "Quotas that are not lower than what is used."),
        Extension("quota_details", "Quota details management support", "How much of the quotas is used."),
        Extension("quotas", "Quota management support", "Limits of what projects may have."),
        Extension("revision-if-match", "If-Match constraints based on revision_number", "Changes to what was read."),
        Extension("service-type", "Neutron Service Type Management", "Lists service providers."),
        Extension("sorting", "Sorting support", "Lists in the order of an attribute."),
        Extension("standard-attr-description", "standard-attr-description", "Descriptions of resources."),
        Extension("standard-attr-revisions", "Resource revision numbers", "How often a resource has changed."),
        Extension("standard-attr-tag", "Tag support for resources with standard attribute", "Tags of resources."),
        Extension("standard-attr-timestamp", "Resource timestamps", "When resources were made and changed."),
    ]
}
