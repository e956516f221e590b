import CNetlink
import Glibc

/// Named network namespaces, kept as `ip netns add` keeps them (ip-netns(8)), so that the usual tools see them.
public struct NamespaceDirectory: Sendable {
    public static let usual = "/run/netns"

    public let path: String

    public init(_ path: String = NamespaceDirectory.usual) { self.path = path }

    public func namespace(_ name: String) -> NetworkNamespace { NetworkNamespace(path: path + "/" + name) }

    public func names() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// One that exists is fine; a file without a namespace behind it, which a crash can leave, is made anew.
    public func create(_ name: String) async throws {
        try prepare()
        let place = path + "/" + name
        if await (try? namespace(name).run { true }) == true { return }
        unlink(place)
        let file = open(place, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0)
        guard file >= 0 else { throw NetlinkError.last("make the file \(place)") }
        close(file)
        try await NetworkNamespace.own.run {
            guard apus_leave_network() == 0 else { throw NetlinkError.last("make a network namespace") }
            guard mount("/proc/thread-self/ns/net", place, "none", UInt(MS_BIND), nil) == 0 else {
                throw NetlinkError.last("keep the namespace \(name)")
            }
        }
    }

    /// Devices in it go with it. One that does not exist is fine.
    public func delete(_ name: String) throws {
        let place = path + "/" + name
        if umount2(place, Int32(MNT_DETACH)) != 0, ![EINVAL, ENOENT].contains(errno) {
            throw NetlinkError.last("let go of the namespace \(name)")
        }
        guard unlink(place) == 0 || errno == ENOENT else { throw NetlinkError.last("remove the file \(place)") }
    }

    /// The directory is a mount point that is shared with other mount namespaces: a namespace that goes here goes everywhere.
    private func prepare() throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw NetlinkError.last("make \(path)") }
        if mount("", path, "none", UInt(MS_SHARED | MS_REC), nil) == 0 { return }
        guard errno == EINVAL else { throw NetlinkError.last("share \(path)") }
        guard mount(path, path, "none", UInt(MS_BIND | MS_REC), nil) == 0,
            mount("", path, "none", UInt(MS_SHARED | MS_REC), nil) == 0
        else { throw NetlinkError.last("share \(path)") }
    }
}
