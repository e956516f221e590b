import CLibvirt
import Dispatch

/// What the library needs once in a process, before the first connection.
///
/// libvirt's own event loop runs on one thread of its own: it notices dead connections, brings the events of domains and moves
/// the bytes of consoles. Its callbacks must not wait.
enum LibvirtEventLoop {
    static let start: Void = {
        virInitialize()
        // libvirt would write its errors to stderr by itself; they reach the caller as `LibvirtError` instead.
        virSetErrorFunc(nil) { _, _ in }
        virEventRegisterDefaultImpl()
        DispatchQueue(label: "apus.libvirt.events").async {
            while true { virEventRunDefaultImpl() }
        }
    }()
}
