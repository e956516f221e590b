/// What a project may have so many of, by the names of the API, with upstream's limits.
enum QuotaResource: String, CaseIterable, Sendable {
    case instances
    case cores
    /// MiB.
    case memory = "ram"
    case metadataItems = "metadata_items"
    case injectedFiles = "injected_files"
    case injectedFileBytes = "injected_file_content_bytes"
    case injectedFilePathBytes = "injected_file_path_bytes"
    case keypairs = "key_pairs"
    case serverGroups = "server_groups"
    case serverGroupMembers = "server_group_members"
    // The network service counts these, by quotas of its own; limits for them are kept here, and mean nothing.
    case fixedIPs = "fixed_ips"
    case floatingIPs = "floating_ips"
    case securityGroups = "security_groups"
    case securityGroupRules = "security_group_rules"

    var standard: Int {
        switch self {
        case .instances, .serverGroups, .serverGroupMembers: 10
        case .cores: 20
        case .memory: 51_200
        case .metadataItems: 128
        case .injectedFiles: 5
        case .injectedFileBytes: 10_240
        case .injectedFilePathBytes: 255
        case .keypairs: 100
        case .fixedIPs, .floatingIPs, .securityGroups, .securityGroupRules: -1
        }
    }
}
