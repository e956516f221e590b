import Core
import Glibc

/// Starts programs (posix_spawn(3)): no shell, nothing inherited but what is named here.
enum Spawn {
    struct Streams {
        var input: Int32
        var output: Int32
        var error: Int32
    }

    /// - Parameter ownSession: the process outlives the terminal and the session of this one.
    /// - Throws: `Fault` PROGRAM-START.
    static func start(_ arguments: [String], streams: Streams, ownSession: Bool) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        resetSignals(&attributes, ownSession: ownSession)
        posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, streams.error, STDERR_FILENO)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, environ)
        guard result == 0 else {
            throw Fault(
                .internalError, code: "PROGRAM-START", "\(arguments[0]) cannot be started: \(String(cString: strerror(result)))")
        }
        return pid
    }

    /// The child must not inherit that this process blocks or ignores signals.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t, ownSession: Bool) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if ownSession { flags |= 0x80 }  // POSIX_SPAWN_SETSID, which Glibc's overlay does not import
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }
}
