/// How much of everything an image may have. The figures are upstream's defaults where it has one.
public struct ImageLimits: Sendable {
    /// Bytes of one file (`image_size_cap`).
    public var size: Int64 = 1 << 40
    /// Bytes of the disk that a file describes: a small file can describe any.
    public var virtualSize: Int64 = 1 << 44
    /// `image_property_quota`
    public var properties = 128
    /// `image_tag_quota`
    public var tags = 128
    /// `image_member_quota`
    public var members = 128

    public init() {}
}
