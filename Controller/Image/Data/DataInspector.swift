import Core

/// Looks at the first bytes of data as soon as there are enough of them, so that what must not be stored is refused before it
/// has all come in; and once more at its end.
struct DataInspector: Sendable {
    /// What the image says that it is; nil while that is left open (staging).
    let declared: String?
    let limits: ImageLimits
    private var head: [UInt8] = []
    private var finding: Finding?

    private enum Finding {
        case plain(DiskFormat)
        case qcow2(Qcow2Header)
    }

    init(declared: String?, limits: ImageLimits) {
        self.declared = declared
        self.limits = limits
    }

    /// - Throws: `Fault` 415, 413.
    mutating func look(at bytes: some Collection<UInt8>) throws {
        guard finding == nil else { return }
        head.append(contentsOf: bytes.prefix(DiskFormat.headSize - head.count))
        if head.count == DiskFormat.headSize { try inspect() }
    }

    /// - Returns: what the data is and how large the disk inside.
    mutating func finish(size: Int64) throws -> (format: DiskFormat, virtualSize: Int64) {
        if finding == nil { try inspect() }
        switch finding {
        case .qcow2(let header):
            guard size >= header.minimumFileSize else { throw Refusal.unsafe("it ends before its tables do") }
            return (.qcow2, header.virtualSize)
        case .plain(let format): return (format, size)
        case nil: return (.raw, size)
        }
    }

    private mutating func inspect() throws {
        let format = DiskFormat(head: head)
        if let declared { try DiskFormat.check(declared: declared, found: format) }
        finding = format == .qcow2 ? .qcow2(try Qcow2Header(head, limit: limits.virtualSize)) : .plain(format)
        head = []
    }
}
