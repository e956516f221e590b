import Core
import Image
import Web

/// Which images a list of the compute API shows: `name`, `status`, `type`, `server`, `minRam`, `minDisk`, `changes-since`,
/// `property-…`; other parameters mean nothing.
struct ImageFilter {
    private var tests: [(Image) -> Bool] = []

    init(_ query: Query) throws {
        if let name = query["name"] { tests.append { $0.name == name } }
        if let status = query["status"]?.uppercased() { tests.append { ImageWire.status($0) == status } }
        if let type = query["type"] { tests.append { $0.properties["image_type"] == type } }
        if let server = query["server"]?.split(separator: "/").last.map(String.init) {
            tests.append { $0.properties["instance_uuid"] == server }
        }
        if let memory = query["minRam"].flatMap({ Int($0) }) { tests.append { $0.minMemoryMiB == memory } }
        if let disk = query["minDisk"].flatMap({ Int($0) }) { tests.append { $0.minDiskGiB == disk } }
        if let text = query["changes-since"] {
            guard let time = Timestamp(iso8601: text) else { throw Refusal.invalid("Invalid filter field: changes-since.") }
            tests.append { $0.updatedAt >= time }
        }
        for (name, value) in query.items where name.hasPrefix("property-") {
            tests.append { $0.properties[String(name.dropFirst("property-".count))] == value }
        }
    }

    func admits(_ image: Image) -> Bool { tests.allSatisfy { $0(image) } }
}
