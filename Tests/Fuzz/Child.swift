import Glibc

/// This program again, for one target.
struct Child {
    let target: FuzzTarget
    let corpus: Corpus

    /// What it read last goes into the corpus when it fails.
    func passes(seconds: Double, seed: UInt64) -> Bool {
        let current = "\(corpus.directory)/.\(target.name).current"
        defer { unlink(current) }
        let status = spawn(["--current", current, "--seconds", "\(seconds)", "--seed", "\(seed)", corpus.directory, target.name])
        if status == 0 { return true }
        // A signal, not a status of its own.
        if status & 0x7F != 0 { print("  ✗ \(target.name): ended by signal \(status & 0x7F)") }
        print("    input: \(corpus.keep(Corpus.read(current), of: target))")
        return false
    }

    private func spawn(_ words: [String]) -> Int32 {
        fflush(nil)
        var arguments: [UnsafeMutablePointer<CChar>?] = (["Fuzz"] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        // The runtime's own report of a trap takes seconds and says less than the input.
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        var child: pid_t = 0
        guard posix_spawn(&child, "/proc/self/exe", nil, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
