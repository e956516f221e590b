/// The kernel's and system's answers about this host: the seam below which tests put a directory of samples.
public protocol HostFiles: Sendable {
    /// Nil where it cannot be read.
    func read(_ path: String) -> String?
    /// Names in a directory, sorted; empty where there is none.
    func list(_ path: String) -> [String]
    /// Can it be opened for reading and writing?
    func opens(_ path: String) -> Bool
    /// statvfs(3); nil where it fails.
    func usage(of mountPoint: String) -> FileSystem.Usage?
    /// Addresses with prefix length ("10.0.0.2/24") by the interface's name; getifaddrs(3).
    func addresses() -> [String: [String]]
}

extension HostFiles {
    /// The first line, without blanks around it; nil where there is nothing.
    func line(_ path: String) -> String? {
        guard let text = read(path)?.split(separator: "\n").first else { return nil }
        let words = text.trimmed
        return words.isEmpty ? nil : words
    }

    func number<T: FixedWidthInteger>(_ path: String) -> T? { line(path).flatMap { T($0) } }
}

extension StringProtocol {
    var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Words between blanks.
    var words: [Substring] { Substring(self).split { $0 == " " || $0 == "\t" } }
}
