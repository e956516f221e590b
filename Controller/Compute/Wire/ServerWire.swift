import Core
import Networking

/// `server` (Compute API, "Servers"). The members are those of the microversion and no others: strict clients refuse more.
enum ServerWire {
    static let rootDevice = "/dev/vda"

    static func basic(_ w: inout JSONWriter, _ server: Server, base: String) {
        w.object { w in
            w.field("id", server.id.string)
            w.field("name", server.name)
            w.links(base, "servers", server.id.string)
        }
    }

    /// - Parameter more: members that one operation adds, such as `adminPass`.
    static func write(
        _ w: inout JSONWriter, _ detail: ServerDetail, _ view: inout ServerView, more: (inout JSONWriter) -> Void = { _ in }
    ) {
        let server = detail.server
        let status = ServerStatus(server)
        let hostID = view.hostID(server)
        let fixed = view
        w.object { w in
            w.field("id", server.id.string)
            w.field("name", server.name)
            w.field("status", status.word)
            w.field("tenant_id", server.projectID.string)
            w.field("user_id", server.userID.string)
            w.field("metadata", server.metadata)
            w.field("hostId", hostID)
            image(server, fixed, &w)
            flavor(server.flavor, fixed, &w)
            w.field("created", server.createdAt.iso8601(.seconds))
            w.field("updated", server.changedAt.iso8601(.seconds))
            w.field("addresses") { addresses(detail, status, fixed, &$0) }
            w.field("accessIPv4", server.accessIPv4 ?? "")
            w.field("accessIPv6", server.accessIPv6 ?? "")
            w.links(fixed.base, "servers", server.id.string)
            w.field("OS-DCF:diskConfig", server.autoDiskConfig ? "AUTO" : "MANUAL")
            if ["ACTIVE", "BUILD", "REBUILD"].contains(status.word) { w.field("progress", server.state.progress) }
            fault(server, status, fixed, &w)
            extensions(detail, status, fixed, &w)
            extended(server, fixed, &w)
            later(detail, fixed, &w)
            more(&w)
        }
    }

    // MARK: What a server is made of

    private static func image(_ server: Server, _ view: ServerView, _ w: inout JSONWriter) {
        guard let id = server.imageID else { return w.field("image", "") }
        w.field("image") { w in
            w.object { w in
                w.field("id", id)
                w.field("links") { $0.array { $0.link("bookmark", "\(view.base)/images/\(id)") } }
            }
        }
    }

    private static func flavor(_ flavor: Flavor, _ view: ServerView, _ w: inout JSONWriter) {
        w.field("flavor") { w in
            w.object { w in
                guard view.minor >= 47 else {
                    w.field("id", flavor.id.string)
                    return w.field("links") { $0.array { $0.link("bookmark", "\(view.base)/flavors/\(flavor.id)") } }
                }
                w.field("vcpus", flavor.vcpus)
                w.field("ram", flavor.memoryMiB)
                w.field("disk", flavor.rootGiB)
                w.field("ephemeral", flavor.ephemeralGiB)
                w.field("swap", flavor.swapMiB)
                w.field("original_name", flavor.name)
                if view.showsExtraSpecs { w.field("extra_specs", flavor.extraSpecs) }
            }
        }
    }

    /// A server that is being built shows none yet.
    private static func addresses(
        _ detail: ServerDetail, _ status: ServerStatus, _ view: ServerView, _ w: inout JSONWriter
    ) {
        guard status.vmState != "building" else { return w.object { _ in } }
        AddressWire.networks(detail.addresses, &w) { address, w in
            AddressWire.members(address, &w)
            guard view.parts.addressTypes else { return }
            w.field("OS-EXT-IPS:type", address.isFloating ? "floating" : "fixed")
            w.field("OS-EXT-IPS-MAC:mac_addr", address.macAddress)
        }
    }

    private static func fault(_ server: Server, _ status: ServerStatus, _ view: ServerView, _ w: inout JSONWriter) {
        guard status.word == "ERROR", let fault = server.state.fault else { return }
        w.field("fault") { w in
            w.object { w in
                w.field("code", fault.code)
                w.field("created", fault.createdAt.iso8601(.seconds))
                w.field("message", fault.message)
                if let details = fault.details, view.isAdmin { w.field("details", details) }
            }
        }
    }

    // MARK: What were extensions once

    private static func extensions(
        _ detail: ServerDetail, _ status: ServerStatus, _ view: ServerView, _ w: inout JSONWriter
    ) {
        let (server, parts) = (detail.server, view.parts)
        if parts.zone { w.field("OS-EXT-AZ:availability_zone", server.state.zone ?? "") }
        if parts.configDrive { w.field("config_drive", server.hasConfigDrive ? "True" : "") }
        if parts.keyName { w.field("key_name", server.keyName) }
        if parts.usage {
            w.field("OS-SRV-USG:launched_at", server.state.launchedAt?.iso8601(suffix: ""))
            w.field("OS-SRV-USG:terminated_at", String?.none)
        }
        if parts.status {
            w.field("OS-EXT-STS:task_state", status.taskState)
            w.field("OS-EXT-STS:vm_state", status.vmState)
            w.field("OS-EXT-STS:power_state", status.powerState)
        }
        if parts.volumes { w.field("os-extended-volumes:volumes_attached") { $0.array { _ in } } }
        if parts.securityGroups, !detail.securityGroups.isEmpty {
            w.field("security_groups") { w in
                w.array(detail.securityGroups) { w, name in w.object { $0.field("name", name) } }
            }
        }
    }

    /// For administrators, by policy.
    private static func extended(_ server: Server, _ view: ServerView, _ w: inout JSONWriter) {
        guard view.showsExtended else { return }
        w.field("OS-EXT-SRV-ATTR:host", server.state.host)
        w.field("OS-EXT-SRV-ATTR:instance_name", server.instanceName)
        w.field("OS-EXT-SRV-ATTR:hypervisor_hostname", server.state.host)
        guard view.minor >= 3 else { return }
        w.field("OS-EXT-SRV-ATTR:hostname", server.hostname)
        w.field("OS-EXT-SRV-ATTR:kernel_id", "")
        w.field("OS-EXT-SRV-ATTR:launch_index", server.launchIndex)
        w.field("OS-EXT-SRV-ATTR:ramdisk_id", "")
        w.field("OS-EXT-SRV-ATTR:reservation_id", server.reservationID)
        w.field("OS-EXT-SRV-ATTR:root_device_name", rootDevice)
        if view.parts.userData { w.field("OS-EXT-SRV-ATTR:user_data", server.userData) }
    }

    /// What microversions added.
    private static func later(_ detail: ServerDetail, _ view: ServerView, _ w: inout JSONWriter) {
        let (server, minor) = (detail.server, view.minor)
        if minor >= 9 { w.field("locked", server.lockedBy != nil) }
        if view.showsHostStatus, let status = detail.hostStatus { w.field("host_status", status) }
        if minor >= 19 { w.field("description", server.description) }
        if minor >= 26 { w.field("tags", detail.tags) }
        if minor >= 63 { w.field("trusted_image_certificates", String?.none) }
        if minor >= 71, view.parts.serverGroups { w.field("server_groups", server.groupID.map { [$0] } ?? []) }
        if minor >= 73 { w.field("locked_reason", server.lockedReason) }
        if minor >= 90, !view.showsExtended { w.field("OS-EXT-SRV-ATTR:hostname", server.hostname) }
        if minor >= 96, view.parts.zone { w.field("pinned_availability_zone", server.pinnedZone) }
    }
}

extension Server {
    /// As libvirt's tools know it from upstream.
    var instanceName: String {
        let digits = String(number, radix: 16)
        return "instance-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
