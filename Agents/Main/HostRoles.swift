import AgentRuntime
import ComputeRole
import Libvirt
import Logging
import NetworkRole
import Sensors

/// The roles that the settings give to this host, in the order in which they look around at start. Every host has sensors.
struct HostRoles {
    let all: [any Role]
    /// Who reaches guests' consoles; nil on a host without guests.
    let tunnels: (any TunnelSource)?

    init(_ settings: AgentSettings, sensors: Sensors, link: any ControllerLink, logger: Logger) {
        var roles: [any Role] = [sensors]
        if settings.roles.contains("network") { roles.append(Self.network(settings, link, logger)) }
        let compute = settings.roles.contains("compute") ? Self.compute(settings, link, logger) : nil
        if let compute { roles.append(compute) }
        all = roles
        tunnels = compute?.tunnels
    }

    private static func network(_ settings: AgentSettings, _ link: any ControllerLink, _ logger: Logger) -> NetworkRole {
        let network = NetworkSettings(
            host: settings.host, tunnelAddress: settings.tunnelAddress, physicalNetworks: settings.physicalNetworks)
        return NetworkRole(settings: network, link: link, logger: logger)
    }

    private static func compute(_ settings: AgentSettings, _ link: any ControllerLink, _ logger: Logger) -> ComputeRole {
        ComputeRole(
            settings: ComputeSettings(instances: settings.instances, images: settings.imageCache),
            seams: ComputeSeams(host: LibvirtDomainHost(uri: settings.libvirt), link: link),
            abilities: .detect(directory: settings.instances), logger: logger)
    }
}
