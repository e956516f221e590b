import AgentRuntime
import Glibc

/// This host's name, in lower case and without its domain.
enum HostName {
    static func current() throws -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else {
            throw AgentFault("AGENT-HOST-NAME", "This host has no name.", hint: "Set one with hostnamectl, or give --host.")
        }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name.prefix { $0 != "." }.lowercased()
    }
}
