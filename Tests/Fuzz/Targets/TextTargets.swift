#if DEBUG
    @testable import ComputeRole
    @testable import Core
    import HTTPTypes
    @testable import Image
    @testable import Web

    extension FuzzTarget {
        /// JSON, and what texts of requests are made of.
        static let text = [
            FuzzTarget(
                name: "json", words: ["{\"a\":", "[[", "\\ud83d\\ude00", "\\u0000", "1e308", "-0", "\"a\":1,\"a\":2"], run: json),
            FuzzTarget(name: "base64", limit: 512, words: ["=", "==", "-_", "+/"], run: base64),
            FuzzTarget(
                name: "timestamp", limit: 64, words: ["2024-02-29", "T23:59:60", "+14:00", ".999999", "Z"], run: timestamp),
            FuzzTarget(
                name: "query", limit: 512,
                words: [
                    "limit=", "marker=", "sort_key=", "sort_dir=", "sort=a:desc,", "fields=", "%00", "%", "&", "in:\"a,b\",",
                ],
                run: query),
            FuzzTarget(
                name: "headers", limit: 512,
                words: [
                    "OpenStack-API-Version: compute 2.96\n", "X-OpenStack-Nova-API-Version: latest\n",
                    "Forwarded: for=10.0.0.1;proto=https;host=\"a\"\n", "X-Forwarded-For: ", "Range: bytes=0-",
                    "Content-Type: application/json; charset=utf-8\n",
                ],
                run: headers),
        ]

        /// What is read, written and read again is the same; the host's lenient reader takes whatever the strict one does.
        private static func json(_ bytes: [UInt8]) throws {
            guard let value = try? JSONParser.parse(bytes) else { return }
            let text = value.text
            try hold(try JSONParser.parse(text) == value, "reads differently what it has written: \(text)")
            guard let lenient = JSONValue.read(bytes) else {
                // It has room for half as many levels.
                return try hold(depth(value) >= 32, "the host's reader refuses what the controller's takes")
            }
            if !bytes.contains(UInt8(ascii: "\\")) { try hold(same(value, lenient), "the two readers differ: \(text)") }
        }

        private static func depth(_ value: JSON) -> Int {
            switch value {
            case .array(let values): 1 + (values.map(depth).max() ?? 0)
            case .object(let members): 1 + (members.values.map(depth).max() ?? 0)
            default: 1
            }
        }

        private static func same(_ a: JSON, _ b: JSONValue) -> Bool {
            switch (a, b) {
            case (.null, .null): true
            case (.bool(let a), .bool(let b)): a == b
            case (.int(let a), .number(let b)): Int64(b) == a
            case (.double(let a), .number(let b)): Double(b) == a
            case (.string(let a), .string(let b)): a == b
            case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy(same)
            case (.object(let a), .object(let b)):
                a.count == b.count && a.allSatisfy { key, value in b[key].map { same(value, $0) } ?? false }
            default: false
            }
        }

        private static func base64(_ bytes: [UInt8]) throws {
            for alphabet in [Base64.Alphabet.standard, .url] {
                for padded in [false, true] {
                    let text = Base64.encode(bytes, alphabet, padded: padded)
                    try hold(Base64.decode(text, alphabet) == bytes, "does not read what it has written: \(text)")
                }
                let text = String(decoding: bytes, as: UTF8.self)
                guard let decoded = Base64.decode(text, alphabet) else { continue }
                let again = Base64.encode(decoded, alphabet)
                try hold(text.prefix { $0 != "=" } == again, "takes \(text) for \(again)")
            }
        }

        private static func timestamp(_ bytes: [UInt8]) throws {
            if let time = Timestamp(iso8601: String(decoding: bytes, as: UTF8.self)) {
                try hold(Timestamp(iso8601: time.iso8601()) == time, "does not read what it has written: \(time.iso8601())")
            }
            let raw = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let time = Timestamp(microseconds: Int64(bitPattern: raw))
            try hold(!time.iso8601(.seconds).isEmpty, "no text for \(time)")
            guard let id = UUIDText.bytes(String(decoding: bytes, as: UTF8.self)) else { return }
            try hold(UUIDText.bytes(UUIDText.text(id, dashed: true)) == id, "does not read the id that it has written")
        }

        private static func query(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            try hold(PercentEncoding.decode(PercentEncoding.encode(text)) == text, "percent-encoding loses something of \(text)")
            let query = Query(text)
            let pairs = query.items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            let again = Query(pairs.joined(separator: "&"))
            try hold(query.items.elementsEqual(again.items, by: ==), "reads differently what it has written: \(pairs)")
            _ = query.fields()
            try refusing { _ = try query.bool("a") }
            try refusing {
                let page = try query.page(defaultLimit: nil, maximumLimit: 1000, sortable: ["a", "b"])
                try hold((0...1000).contains(page.limit ?? 0), "a page of \(page.limit ?? 0)")
            }
            for item in query.items { try refusing { _ = try FilterOperator.list(FilterOperator.split(item.value).operand) } }
            for segment in PathPattern.segments(text) { _ = PercentEncoding.decode(segment) }
        }

        private static func headers(_ bytes: [UInt8]) throws {
            var fields = HTTPFields()
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2, let name = HTTPField.Name(parts[0]) else { continue }
                fields.append(HTTPField(name: name, value: parts[1]))
            }
            _ = ForwardedHop(fields, ["10.0.0.1"])
            for field in fields {
                _ = MediaTypes.isJSON(field.value)
                try refusing {
                    let range = try ByteRange(field.value, size: 1000)
                    try hold(
                        range.start >= 0 && range.start < range.end && range.end <= 1000, "a range out of the file: \(range)")
                }
            }
            let versions = MicroversionRange(
                serviceType: "compute", range: Microversion(2, 1)...Microversion(2, 96),
                legacyHeader: "X-OpenStack-Nova-API-Version")
            try refusing { try hold(versions.range.contains(try versions.negotiate(fields)), "a version out of the range") }
        }
    }
#endif
