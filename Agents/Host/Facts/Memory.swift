/// `/proc/meminfo`, in bytes by the kernel's own names.
public struct Memory: Sendable, Equatable {
    public var fields: [(name: String, bytes: UInt64)] = []

    public init() {}

    public init(meminfo: String) {
        for line in meminfo.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let words = line[line.index(after: colon)...].words
            guard let number = words.first.flatMap({ UInt64($0) }) else { continue }
            fields.append((String(line[..<colon]), words.last == "kB" ? number * 1024 : number))
        }
    }

    public subscript(_ name: String) -> UInt64? { fields.first { $0.name == name }?.bytes }

    public var total: UInt64 { self["MemTotal"] ?? 0 }
    /// What could be given to a program without swapping.
    public var available: UInt64 { self["MemAvailable"] ?? self["MemFree"] ?? 0 }

    public static func == (a: Self, b: Self) -> Bool { a.fields.elementsEqual(b.fields, by: ==) }
}
