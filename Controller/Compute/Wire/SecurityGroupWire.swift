import Core
import Networking

/// A security group in the words that the compute service had for it before there was a network service.
enum SecurityGroupWire {
    struct View: Sendable {
        let group: SecurityGroup
        let rules: [SecurityGroups.Ingress]
    }

    static func write(_ w: inout JSONWriter, _ view: View) {
        w.object { w in
            w.field("id", view.group.id.string)
            w.field("name", view.group.name)
            w.field("description", view.group.description)
            w.field("tenant_id", view.group.projectID.string)
            w.field("rules") { w in
                w.array(view.rules) { w, rule in
                    w.object { Self.rule(&$0, rule, of: view.group) }
                }
            }
        }
    }

    static func rule(_ w: inout JSONWriter, _ rule: SecurityGroups.Ingress, of group: SecurityGroup) {
        w.field("id", rule.id)
        w.field("parent_group_id", group.id.string)
        let (from, to) = ports(rule)
        w.field("ip_protocol", rule.protocolName)
        w.field("from_port", from)
        w.field("to_port", to)
        w.field("group") { w in
            w.object { w in
                guard let remote = rule.remoteGroup else { return }
                w.field("name", remote.name)
                w.field("tenant_id", remote.projectID.string)
            }
        }
        w.field("ip_range") { w in
            w.object { w in
                if rule.remoteGroup == nil { w.field("cidr", rule.prefix ?? "0.0.0.0/0") }
            }
        }
    }

    /// All ports of a protocol that has some; −1 where it has none; null without a protocol.
    private static func ports(_ rule: SecurityGroups.Ingress) -> (Int?, Int?) {
        guard let name = rule.protocolName, rule.portMin == nil, rule.portMax == nil else { return (rule.portMin, rule.portMax) }
        return ["tcp", "udp"].contains(name) ? (1, 65_535) : (-1, -1)
    }
}
