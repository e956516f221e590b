import AgentProtocol
import HostCommands
import Libvirt

/// Why a guest cannot be made as wished: what `Problem` carries to the controller.
public struct GuestProblem: Error, Sendable, Equatable {
    public var code: String
    public var message: String
    public var hint: String
    /// Might the same succeed on another host? False where the fault is in the wish, or the guest's disk is here.
    public var passesElsewhere: Bool

    init(_ code: String, _ message: String, hint: String, passesElsewhere: Bool) {
        self.code = code
        self.message = message
        self.hint = hint
        self.passesElsewhere = passesElsewhere
    }

    var wire: Apus_Agent_V1_Problem {
        var problem = Apus_Agent_V1_Problem()
        problem.code = code
        problem.message = message
        problem.hint = hint
        problem.passesElsewhere = passesElsewhere
        return problem
    }

    /// Whatever went wrong, in these terms.
    init(_ error: any Error) {
        switch error {
        case let problem as GuestProblem: self = problem
        case let error as LibvirtError: self = Self.of(error)
        case let error as CommandError: self = Self.of(error)
        case let error as FileError: self = Self.of(error)
        case is CancellationError:
            self.init(
                "HOST-STOPPING", "The agent of this host stops.", hint: "It goes on when it starts again.", passesElsewhere: false
            )
        default: self.init("HOST-GUEST-FAILED", "\(error)", hint: "Look at the agent's log on this host.", passesElsewhere: true)
        }
    }

    private static func of(_ error: LibvirtError) -> GuestProblem {
        if error.isUnreachable {
            return GuestProblem(
                "HOST-LIBVIRT-UNREACHABLE", "libvirt does not answer on this host: \(error.message)",
                hint: "Start libvirtd (or virtqemud). Guests that run go on without it.", passesElsewhere: true)
        }
        if error.message.contains("Unable to find any firmware") {
            return GuestProblem(
                "HOST-FIRMWARE-MISSING", "This host has no UEFI firmware for guests: \(error.message)",
                hint: "Install it (Debian: ovmf).", passesElsewhere: true)
        }
        if error.message.contains("Cannot allocate memory") || error.message.contains("cannot set up guest memory") {
            return GuestProblem(
                "HOST-MEMORY-LOW", "This host has not enough memory for the guest: \(error.message)",
                hint: "Move guests away, or make the host's reserve larger.", passesElsewhere: true)
        }
        if error.isUnsupportedConfiguration {
            return GuestProblem(
                "HOST-HARDWARE-UNSUPPORTED", "The hypervisor of this host cannot run this hardware: \(error.message)",
                hint: "Check the image's hw_ properties and the flavor's extra specs.", passesElsewhere: true)
        }
        return GuestProblem(
            "HOST-LIBVIRT-REFUSED", "libvirt refused: \(error.message)",
            hint: "Look at the logs of libvirtd and under /var/log/libvirt/qemu on this host.", passesElsewhere: true)
    }

    private static func of(_ error: CommandError) -> GuestProblem {
        switch error {
        case .missing:
            return GuestProblem(
                "HOST-PROGRAM-MISSING", "\(error)", hint: "Install it (Debian: qemu-utils, genisoimage, e2fsprogs).",
                passesElsewhere: true)
        case .failed(_, _, let complaints) where complaints.contains("No space left"): return full("\(error)")
        default:
            return GuestProblem(
                "HOST-PROGRAM-FAILED", "\(error)", hint: "Look at the agent's log on this host.", passesElsewhere: true)
        }
    }

    private static func of(_ error: FileError) -> GuestProblem {
        if error.isNoSpace { return full("\(error)") }
        return GuestProblem(
            "HOST-DISK-FAILED", "\(error)", hint: "Check the file system of the guests' disks on this host.",
            passesElsewhere: true)
    }

    static func full(_ message: String) -> GuestProblem {
        GuestProblem(
            "HOST-DISK-FULL", message, hint: "Make room on the file system of the guests' disks and images.",
            passesElsewhere: true)
    }
}
