import Core

/// The faults of security groups, by the names and in the words that clients of the network API know.
enum SecurityGroupRefusal {
    static let mixed = NetworkRefusal.make(
        .conflict, "SecurityGroupConflict",
        "Error Cannot apply both stateful and stateless security groups on the same port while attempting the operation.",
        hint: "Choose groups of one kind.")

    static func notFound(_ id: SecurityGroupID) -> Fault {
        NetworkRefusal.make(.notFound, "SecurityGroupNotFound", "Security group \(id) does not exist")
    }

    static func ruleNotFound(_ id: SecurityGroupRuleID) -> Fault {
        NetworkRefusal.make(.notFound, "SecurityGroupRuleNotFound", "Security group rule \(id) does not exist")
    }

    // MARK: Conflicts

    static func inUse(_ id: SecurityGroupID) -> Fault {
        NetworkRefusal.make(
            .conflict, "SecurityGroupInUse", "Security Group \(id) in use.",
            hint: "Take the group from its ports first.")
    }

    static let defaultStays = NetworkRefusal.make(
        .conflict, "SecurityGroupCannotRemoveDefault", "Insufficient rights for removing default security group.")

    static let defaultKeepsName = NetworkRefusal.make(
        .conflict, "SecurityGroupCannotUpdateDefault", "Updating default security group not allowed.")

    static let defaultExists = NetworkRefusal.make(
        .conflict, "SecurityGroupDefaultAlreadyExists", "Default security group already exists.")

    static func exists(_ id: SecurityGroupRuleID) -> Fault {
        NetworkRefusal.make(.conflict, "SecurityGroupRuleExists", "Security group rule already exists. Rule id is \(id).")
    }

    static let duplicate = NetworkRefusal.make(
        .conflict, "DuplicateSecurityGroupRuleInPost", "Duplicate Security Group Rule in POST.")

    static func ambiguous(_ name: String, _ count: Int) -> Fault {
        NetworkRefusal.make(
            .conflict, "NoUniqueMatch", "\(count) security groups of the project are called '\(name)'.",
            hint: "Name the group by its id.")
    }

    static let statefulInUse = NetworkRefusal.make(
        .conflict, "SecurityGroupInUse", "Cannot update stateful attribute while security group is in use.")

    // MARK: Bad rules

    static let severalGroups = NetworkRefusal.make(
        .badRequest, "SecurityGroupNotSingleGroupRules", "Only allowed to update rules for one security profile at a time")

    static let severalProjects = NetworkRefusal.make(
        .badRequest, "SecurityGroupRulesNotSingleTenant",
        "Multiple tenant_ids in bulk security group rule create not allowed")

    static let severalRemotes = NetworkRefusal.make(
        .badRequest, "SecurityGroupMultipleRemoteEntites",
        "Only one of remote_ip_prefix, remote_group_id or remote_address_group_id may be provided.")

    static let portsWithoutProtocol = NetworkRefusal.make(
        .badRequest, "SecurityGroupProtocolRequiredWithPorts", "Must also specify protocol if port range is given.")

    static let portRange = NetworkRefusal.make(
        .badRequest, "SecurityGroupInvalidPortRange", "For TCP/UDP protocols, port_range_min must be <= port_range_max")

    static func port(_ text: String) -> Fault {
        NetworkRefusal.make(.badRequest, "SecurityGroupInvalidPortValue", "Invalid value for port \(text)")
    }

    static func ports(of ipProtocol: RuleProtocol) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupInvalidProtocolForPort",
            "Invalid protocol \(ipProtocol.text) for port range, only supported for tcp, udp, udplite, sctp, dccp.")
    }

    static func icmp(_ field: String, _ attribute: String, _ value: Int) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupInvalidIcmpValue",
            "Invalid value for ICMP \(field) (\(attribute)) \(value). It must be 0 to 255.")
    }

    static func icmpTypeMissing(code: Int) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupMissingIcmpType",
            "ICMP code (port-range-max) \(code) is provided but ICMP type (port-range-min) is missing.")
    }

    static func unknownProtocol(_ text: String) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupRuleInvalidProtocol",
            "Security group rule protocol \(text) not supported. Only protocol values "
                + "[\(RuleProtocol.names.joined(separator: ", "))] and integer representations [0 to 255] are supported.")
    }

    static func unknownEtherType(_ text: String) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupRuleInvalidEtherType",
            "Security group rule for ethertype '\(text)' not supported. Allowed values are ['IPv4', 'IPv6'].")
    }

    static func etherType(_ etherType: SecurityGroupRule.EtherType, of ipProtocol: RuleProtocol) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupEthertypeConflictWithProtocol",
            "Invalid ethertype \(etherType.rawValue) for protocol \(ipProtocol.text).")
    }

    static func etherType(_ etherType: SecurityGroupRule.EtherType, conflictsWith prefix: String) -> Fault {
        NetworkRefusal.make(
            .badRequest, "SecurityGroupRuleParameterConflict",
            "Conflicting value ethertype \(etherType.rawValue) for CIDR \(prefix)")
    }

    static func prefix(_ text: String) -> Fault {
        NetworkRefusal.make(.badRequest, "InvalidCIDR", "Invalid CIDR \(text) given as IP prefix.")
    }
}
