import AgentRuntime
import Sensors

extension HostPlace {
    /// What concerns a role that this host does not have is left out.
    init(_ settings: AgentSettings) {
        let carriesNetworks = settings.roles.contains("network")
        self.init(
            tunnelAddress: carriesNetworks ? settings.tunnelAddress : "",
            physicalNetworks: carriesNetworks ? Array(settings.physicalNetworks.keys) : [],
            instances: settings.roles.contains("compute") ? settings.instances : "")
    }
}
