import Netlink

/// Where guests find the metadata service, in every network.
enum ServiceAddresses {
    static let metadata4 = IPAddress(known: [169, 254, 169, 254])
    /// fe80::a9fe:a9fe
    static let metadata6 = IPAddress(known: [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xA9, 0xFE, 0xA9, 0xFE])
    static let metadataPort: UInt16 = 80
}
