#if DEBUG
    @testable import Core
    @testable import Image

    extension FuzzTarget {
        static let images = [
            FuzzTarget(name: "image", words: ["QFI\u{FB}", "QED", "KDMV", "vhdxfile", "conectix", "CD001", "LUKS"], run: header),
            FuzzTarget(
                name: "image-patch", limit: 1024,
                words: [
                    "{\"op\":\"add\",\"path\":\"/", "\"value\":", "{\"replace\":\"/", "~0", "~1", "tags", "visibility",
                    "min_disk",
                    "os_hidden", "remove",
                ],
                run: patch),
        ]

        /// The first byte says what the image calls itself, the second one how its data comes in.
        private static func header(_ bytes: [UInt8]) throws {
            guard bytes.count > 2 else { return }
            let declared = [nil, "raw", "qcow2", "iso", "ami"][Int(bytes[0]) % 5]
            let data = Array(bytes[2...])
            let whole = try outcome(of: [data], declared)
            let size = Int(bytes[1]) + 1
            let pieces = stride(from: 0, to: data.count, by: size).map { Array(data[$0..<min($0 + size, data.count)]) }
            try hold(try outcome(of: pieces, declared) == whole, "pieces are taken for something else than the whole")
        }

        private static func outcome(of pieces: [[UInt8]], _ declared: String?) throws -> String {
            var limits = ImageLimits()
            limits.virtualSize = 1 << 40
            var inspector = DataInspector(declared: declared, limits: limits)
            var outcome = "refused"
            try refusing {
                for piece in pieces { try inspector.look(at: piece) }
                let size = Int64(pieces.joined().count)
                let (format, virtualSize) = try inspector.finish(size: size)
                outcome = "\(format) \(virtualSize)"
                try hold((0...limits.virtualSize).contains(virtualSize), "a disk beyond the limit: \(outcome)")
                guard format == .qcow2 else { return }
                try hold(declared == nil || declared == "qcow2", "a qcow2 image passes for \(declared ?? "")")
                try hold(pieces.joined().dropFirst(8).prefix(12).allSatisfy { $0 == 0 } && size >= 72, "a backing file passes")
            }
            return outcome
        }

        private static func patch(_ bytes: [UInt8]) throws {
            for version in ["v2.0", "v2.1"] {
                try refusing {
                    let patch = try PatchWire.patch(bytes, mediaType: "application/openstack-images-\(version)-json-patch")
                    var image = Image(id: ImageID("i"), ownerID: ProjectID("p"), now: Timestamp(seconds: 0))
                    image.properties = ["a": "1", "b/c~": "2"]
                    for isAdmin in [false, true] { try refusing { try patch.apply(to: &image, isAdmin: isAdmin) } }
                    try hold(image.id.string == "i", "a patch has changed the id")
                    try hold(image.status == .queued && image.checksum == nil, "a patch has changed what is read-only")
                    let text = JSONWriter.bytes { ImageWire.write(&$0, image) }
                    _ = try JSONParser.parse(text)
                }
            }
        }
    }
#endif
