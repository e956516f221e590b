import Glibc

/// The inputs of each target that are worth keeping: a directory of files for each.
struct Corpus {
    let directory: String

    /// In the order of their names.
    func inputs(of target: FuzzTarget) -> [(name: String, bytes: [UInt8])] {
        let folder = "\(directory)/\(target.name)"
        return Self.names(folder).map { ($0, Self.read("\(folder)/\($0)")) }
    }

    /// Puts an input that was found under a name that follows from its bytes.
    ///
    /// - Returns: the path.
    func keep(_ bytes: [UInt8], of target: FuzzTarget) -> String {
        mkdir("\(directory)/\(target.name)", 0o755)
        // FNV-1a: it only has to be a name.
        let digest = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let path = "\(directory)/\(target.name)/found-\(String(digest, radix: 16))"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        write(file, bytes, bytes.count)
        close(file)
        return path
    }

    static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(count, 0)))
    }

    private static func names(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
