import Glibc

/// What of the host decides how guests are run on it.
public struct HostAbilities: Sendable, Equatable {
    public enum Architecture: String, Sendable {
        case x86 = "x86_64"
        case arm = "aarch64"
    }

    public var architecture: Architecture
    /// The processor can run guests by itself; otherwise QEMU translates them, slowly.
    public var kvm: Bool
    /// The file system of the disks can be used without the page cache.
    public var directIO: Bool
    /// Changes with every boot.
    public var boot: String

    public init(architecture: Architecture, kvm: Bool, directIO: Bool, boot: String) {
        self.architecture = architecture
        self.kvm = kvm
        self.directIO = directIO
        self.boot = boot
    }

    /// Looks at this host.
    ///
    /// - Parameter directory: where guests' disks are; made where it is missing, to see what its file system can do
    public static func detect(directory: String) -> HostAbilities {
        try? Files.makeDirectory(directory)
        #if arch(arm64)
            let architecture = Architecture.arm
            let hasExtension = true
        #else
            let architecture = Architecture.x86
            // The device alone says nothing: a container may have it on a machine that cannot.
            let hasExtension = flags.contains("vmx") || flags.contains("svm")
        #endif
        let kvm = hasExtension && access("/dev/kvm", R_OK | W_OK) == 0
        let boot = text("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }
        return HostAbilities(architecture: architecture, kvm: kvm, directIO: allowsDirectIO(directory), boot: boot)
    }

    private static var flags: Set<Substring> {
        let line = text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("flags") }
        return Set(line?.split(separator: " ") ?? [])
    }

    private static func allowsDirectIO(_ directory: String) -> Bool {
        let path = directory + "/.direct-io"
        let file = open(path, O_WRONLY | O_CREAT | directFlag | O_CLOEXEC, 0o600)
        unlink(path)
        guard file >= 0 else { return false }
        close(file)
        return true
    }

    /// O_DIRECT, which is hidden from Swift (asm-generic and arch/arm64 fcntl.h).
    private static var directFlag: Int32 {
        #if arch(arm64)
            0o200000
        #else
            0o40000
        #endif
    }

    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
