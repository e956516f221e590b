/// A small qcow2 image, of which tests spoil one thing at a time.
struct Qcow2Bytes {
    var version: UInt32 = 3
    var backingOffset: UInt64 = 0
    var backingLength: UInt32 = 0
    var clusterBits: UInt32 = 16
    var size: UInt64 = 1 << 30
    var encryption: UInt32 = 0
    var entries: UInt32 = 2
    var tableOffset: UInt64 = 3 << 16
    var countsOffset: UInt64 = 1 << 16
    var countsClusters: UInt32 = 1
    var incompatible: UInt64 = 0
    var countOrder: UInt32 = 4
    var headerLength: UInt32 = 104
    var compression: UInt8 = 0
    var extensions: [(type: UInt32, data: [UInt8])] = []
    var fileSize = 4 << 16

    var bytes: [UInt8] {
        var bytes: [UInt8] = Array("QFI".utf8) + [0xFB]
        func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.bigEndian) { bytes += $0 } }
        append(version)
        append(backingOffset)
        append(backingLength)
        append(clusterBits)
        append(size)
        append(encryption)
        append(entries)
        append(tableOffset)
        append(countsOffset)
        append(countsClusters)
        append(UInt32(0))  // snapshots
        append(UInt64(0))
        if version >= 3 {
            append(incompatible)
            append(UInt64(0))
            append(UInt64(0))
            append(countOrder)
            append(headerLength)
            if headerLength > 104 { bytes += [compression] + [UInt8](repeating: 0, count: 7) }
        }
        for (type, data) in extensions {
            append(type)
            append(UInt32(data.count))
            bytes += data + [UInt8](repeating: 0, count: (8 - data.count % 8) % 8)
        }
        return bytes + [UInt8](repeating: 0, count: max(0, fileSize - bytes.count))
    }
}
