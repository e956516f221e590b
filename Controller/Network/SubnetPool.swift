public import Core

public typealias SubnetPoolID = ID<SubnetPool>
public typealias AddressScopeID = ID<AddressScope>

/// A stock of addresses that subnets are cut from: a row of `network_subnet_pool`.
public struct SubnetPool: Sendable, Equatable {
    public let id: SubnetPoolID
}

/// Where addresses are unique: a row of `network_address_scope`.
public struct AddressScope: Sendable, Equatable {
    public let id: AddressScopeID
}
