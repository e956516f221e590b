public import Core
import Glibc

extension Timestamp {
    /// As headers write it (RFC 9110 §5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var httpDate: String { DateHeader.text(time_t(seconds)) }
}
