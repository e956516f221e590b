/// The network by which the servers of a cloud on one machine are reached from that machine, and reach the world through it.
/// The agent makes its bridge and translates addresses.
enum ExternalNetwork {
    /// The name of the provider network, in the agent's settings and in the API.
    static let name = "external"
    static let bridge = "apus-ext"
    static let cidr = "172.30.0.0/\(prefixLength)"
    static let prefixLength = 24
    /// The bridge's own address.
    static let gateway = "172.30.0.1"
    static let firstFloating = "172.30.0.10"
    static let lastFloating = "172.30.0.250"
}
