/// Can this host run servers? Only a host that is an agent is asked.
enum LibvirtCheck {
    static func run() -> Finding {
        let daemons = ["/usr/sbin/libvirtd", "/usr/sbin/virtqemud"]
        let sockets = ["/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"]
        return judge(installed: daemons.contains(where: Machine.exists), listening: sockets.contains(where: Machine.exists))
    }

    static func judge(installed: Bool, listening: Bool) -> Finding {
        if !installed {
            return .warning(
                "libvirt", "LIBVIRT-MISSING", "libvirt is not installed: this host cannot run servers",
                "apt-get install libvirt-daemon-system qemu-system-x86")
        }
        if !listening {
            return .warning(
                "libvirt", "LIBVIRT-DOWN", "libvirt is installed, but does not run: this host cannot run servers",
                "systemctl enable --now libvirtd, or where there is no systemd: libvirtd --daemon")
        }
        return .good("libvirt", "answers")
    }
}
