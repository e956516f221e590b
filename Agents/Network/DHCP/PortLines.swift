/// A file of dnsmasq's, line by line: most lines belong to a port, which is named behind a # at the end. Pure.
struct PortLines {
    let lines: [Substring]

    init(_ text: String) { lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) } }

    /// What names a line's port.
    static func mark(_ port: String) -> String { "#port-\(port)" }

    /// Nil for a line that belongs to all.
    static func port(of line: Substring) -> String? {
        guard let mark = line.utf8.lastIndex(of: UInt8(ascii: "#")) else { return nil }
        return String(line[mark...].dropFirst("#port-".count))
    }

    /// What becomes of the file, and which lines are no longer in it.
    struct Change: Equatable {
        var text: String
        var gone: [Substring]
        var new: [Substring]
    }

    /// Nil where nothing is different.
    ///
    /// - Parameters:
    ///   - fresh: lines that take the places of those that do not stay
    ///   - stays: whether a port's lines stay as they are; nil stands for what belongs to all
    func replacing(by fresh: [String], stays: (String?) -> Bool) -> Change? {
        var kept: [Substring] = []
        var gone: Set<Substring> = []
        for line in lines { if stays(Self.port(of: line)) { kept.append(line) } else { gone.insert(line) } }
        let fresh = fresh.map { $0[...] }
        let new = Set(fresh)
        guard gone != new else { return nil }
        return Change(
            text: (kept + fresh).map { $0 + "\n" }.joined(), gone: gone.subtracting(new).sorted(),
            new: new.subtracting(gone).sorted())
    }
}
