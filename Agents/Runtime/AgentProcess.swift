import Glibc
import NIOCore
import NIOPosix

/// Settings of the whole process that keep an agent small.
public enum AgentProcess {
    /// Call first of all: it counts before the first use only.
    public static func tune() {
        // One session and a rare scrape need no second event loop.
        NIOSingletons.groupLoopCountSuggestion = 1
        NIOSingletons.blockingPoolThreadCountSuggestion = 1
        // Otherwise malloc keeps a heap for each thread that was ever busy, and their gaps.
        _ = malloc("mallopt", (@convention(c) (Int32, Int32) -> Int32).self)?(arenaMaximum, 2)
    }

    /// Lets go of what nobody needs while nothing happens: the gaps in malloc's heap, and the program's text. A start needs much of
    /// that (linking, the runtime's search through all types, handshakes), and so does every guest that is made; what is needed
    /// again comes back from the page cache.
    public static func tidy() {
        _ = malloc("malloc_trim", (@convention(c) (Int) -> Int32).self)?(0)
        releaseText()
    }

    private static func releaseText() {
        guard let maps = try? DiskFiles().read("/proc/self/maps") else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            guard let range = textRange(line) else { continue }
            // Text is never written, so that nothing can be lost (madvise(2)).
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// M_ARENA_MAX of mallopt(3).
    private static let arenaMaximum: Int32 = -8

    /// A function of malloc.h, which Swift's view of the C library does not have; nil where the library is another one.
    private static func malloc<Function>(_ name: String, _ type: Function.Type) -> Function? {
        dlsym(nil, name).map { unsafeBitCast($0, to: type) }
    }

    /// The addresses of a line of proc_pid_maps(5) if it is read-only, private, executable and backed by a file.
    static func textRange(_ line: Substring) -> Range<UInt>? {
        let words = line.split(separator: " ")
        guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { return nil }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}
