/// What ports belong to, in upstream's words.
public enum DeviceOwner {
    public static let dhcp = "network:dhcp"
    public static let routerInterface = "network:router_interface"
    public static let routerGateway = "network:router_gateway"
    public static let floatingIP = "network:floatingip"
    /// Followed by the name of an availability zone.
    public static let compute = "compute:"

    /// What a network or subnet that is deleted takes with it.
    static let goingWithNetwork = [dhcp]

    /// Whose ports only their owner's own operations change: a router's interfaces and gateway, a floating IP.
    static let routers = [routerInterface, routerGateway, floatingIP]
}
