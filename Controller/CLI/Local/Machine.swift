import Core
import Glibc

/// This machine, as far as `apus` needs to know it.
enum Machine {
    static var isRoot: Bool { geteuid() == 0 }

    /// True if systemd runs this machine (sd_booted(3)).
    static var hasSystemd: Bool { isDirectory("/run/systemd/system") }

    static var cores: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    static var memory: UInt64 { UInt64(sysconf(Int32(_SC_PHYS_PAGES))) * UInt64(sysconf(Int32(_SC_PAGESIZE))) }

    /// The processor virtualises. The device node alone says nothing: it exists where the processor does not help.
    static var hasKVM: Bool {
        guard access("/dev/kvm", R_OK | W_OK) == 0, let text = text("/proc/cpuinfo") else { return false }
        let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ") ?? []
        return flags.contains("vmx") || flags.contains("svm")
    }

    /// "Debian GNU/Linux 12 (bookworm)".
    static var system: String {
        let line = text("/etc/os-release")?.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        return line.map { $0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } } ?? "Linux"
    }

    /// The host's name as its agent calls it: lower case, without the domain.
    static var hostName: String {
        text("/proc/sys/kernel/hostname").map { $0.prefix { $0 != "\n" && $0 != "." }.lowercased() } ?? "localhost"
    }

    static func isDirectory(_ path: String) -> Bool { FileStatus(path)?.isDirectory ?? false }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The names in a directory, sorted; empty if it cannot be read.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A small file as text; nil if it cannot be read.
    static func text(_ path: String) -> String? {
        guard let bytes = try? DurableFile.read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
