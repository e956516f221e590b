/// What libvirt said when it refused.
public struct LibvirtError: Error, Sendable, Equatable, CustomStringConvertible {
    /// virErrorNumber; 0 where libvirt said nothing.
    public var code: Int32
    public var message: String

    public init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
