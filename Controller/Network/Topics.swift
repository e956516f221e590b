public import Store

extension Topic {
    /// A port, by id: its binding, or what its host says of it, has changed.
    public static let networkPorts: Topic = "network.ports"
    /// A network, by id: what hosts that carry it need to know has changed.
    public static let networkNetworks: Topic = "network.networks"
    /// A server, by id: one of its ports has changed. The topic is Compute's, which is above this room.
    static let deviceOfPort: Topic = "compute.servers"
}
