import Glibc
import Testing

@testable import ComputeRole

/// A libvirtd of the test's own, in namespaces of its own: mounts, network, processes. It dies with everything in it when its
/// standard input ends, so at the latest with this process.
final class PrivateLibvirt: Sendable {
    let directory: String
    private let scratch: Scratch
    private let process: pid_t
    private let input: Int32

    var uri: String { "qemu+unix:///system?socket=\(directory)/run/libvirt/libvirt-sock" }

    init(bridges: [String]) throws {
        scratch = try Scratch()
        directory = scratch.path
        let script = try scratch.write("host.sh", Array(Self.script.utf8))
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw FileError("make a pipe", "") }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, directory + "/log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = ["unshare", "-m", "-n", "-p", "--fork", "--mount-proc", "--kill-child", "sh", script, directory] + bridges
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let result = posix_spawnp(&child, "unshare", &actions, nil, &arguments, environ)
        close(ends[0])
        guard result == 0 else { throw FileError("start", "unshare", result) }
        process = child
        input = ends[1]
    }

    deinit {
        close(input)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Stops the daemon, as a restart of its service does; guests go on.
    func signalDaemon(_ signal: String) throws { try tell("\(signal)\n") }

    var log: String { (try? String(decoding: Self.read(directory + "/log"), as: UTF8.self)) ?? "" }

    private func tell(_ line: String) throws {
        guard write(input, line, line.utf8.count) > 0 else { throw FileError("write", "standard input of libvirt's host") }
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw FileError("read", path) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return Array(bytes.prefix(max(0, Glibc.read(file, &bytes, bytes.count))))
    }

    /// Lines on its standard input: "stop" and "start" the daemon.
    private static let script = """
        d=$1; shift
        set -e
        mount --make-rprivate /
        for x in etc/libvirt var/lib/libvirt var/log/libvirt var/cache/libvirt run; do mkdir -p $d/$x /$x; mount --bind $d/$x /$x; done
        chmod 755 $d
        mkdir -p /run/lock
        echo 'cgroup_controllers=[]
        security_driver="none"
        user="root"
        group="root"
        max_core=0' > /etc/libvirt/qemu.conf
        echo "host_uuid=\\"$(cat /proc/sys/kernel/random/uuid)\\"" > /etc/libvirt/libvirtd.conf
        touch /etc/libvirt/virtlogd.conf
        ip link set lo up
        for b in "$@"; do ip link add $b type bridge; ip link set $b up; done
        virtlogd -d
        libvirtd -d -f /etc/libvirt/libvirtd.conf
        exec 3<&0
        # In a child: process 1 has to wait, so that it reaps what loses its parent. libvirtd waits for its probes to be gone.
        while read line <&3; do
          case $line in
            stop) kill $(cat /run/libvirtd.pid); while [ -e /run/libvirtd.pid ] && kill -0 $(cat /run/libvirtd.pid); do sleep 0.1; done;;
            start) libvirtd -d -f /etc/libvirt/libvirtd.conf;;
            kill-qemu) kill -9 $(cat /run/libvirt/qemu/apus-*.pid);;
          esac
        done &
        wait $!
        """
}
