public import Web

extension API {
    public static let network = API(name: "neutron", type: "network", prefix: "/network", errors: .network)
}
