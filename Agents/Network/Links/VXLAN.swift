/// RFC 7348.
enum VXLAN {
    /// IANA's.
    static let port: UInt16 = 4789
    static let identifiers: ClosedRange<UInt32> = 1...0xFF_FFFF
}
