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
    }

    /// Lets go of the program text that only the start has needed: linking, the runtime's search through all types, the first
    /// handshake. What is needed again comes back from the page cache.
    public static func releaseStartText() {
        guard let maps = try? DiskFiles().read("/proc/self/maps") else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            guard let range = textRange(line) else { continue }
            // Text is never written, so that nothing can be lost (madvise(2)).
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
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
