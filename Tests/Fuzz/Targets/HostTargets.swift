#if DEBUG
    import AgentProtocol
    @testable import AgentRuntime
    @testable import ComputeRole
    import Crypto
    import NIOCore
    import NIOHTTP1
    @testable import NetworkRole
    import Netlink
    import SwiftProtobuf

    extension FuzzTarget {
        /// What the agent reads: files, libvirt's documents, what guests ask.
        static let host = [
            FuzzTarget(
                name: "xml", limit: 1024,
                words: [
                    "<a>", "</a>", "<a b='", "/>", "&amp;", "&#10;", "&#x0;", "<!--", "-->", "<?", "?>", "<![CDATA[", "<!DOCTYPE",
                ],
                run: xml),
            FuzzTarget(
                name: "qemu-json", limit: 1024, words: ["\"virtual-size\":", "\"backing-filename\"", "\\ud800", "[["], run: qemu),
            FuzzTarget(
                name: "settings", limit: 1024,
                words: [
                    "host: ", "roles: [", "fleet:\n  address: ", "  port: 5001\n", "physical_networks:\n", "    bridge: ", "\\\"",
                    "#",
                ],
                run: settings),
            FuzzTarget(name: "sets", limit: 512, run: sets),
            FuzzTarget(
                name: "labels", limit: 256, words: ["apus:port:", "apus-instance 1\n", "made ", "settled 1", ":0", "set "],
                run: labels),
            FuzzTarget(
                name: "leases", limit: 512,
                words: ["fa:16:3e:00:00:01,", "set:port-p,", "10.0.0.2", "[2001:db8::2]", ",host-10 #port-p\n"],
                run: leases),
            FuzzTarget(name: "metadata", limit: 512, words: ["GET ", "%", "X-Forwarded-For: ", "\r\n"], run: metadata),
        ]

        private static func xml(_ bytes: [UInt8]) throws {
            guard let element = XMLReader.read(String(decoding: bytes, as: UTF8.self)) else { return }
            let text = element.document
            guard let again = XMLReader.read(text) else { throw Finding("does not read what it has written: \(text)") }
            try hold(bare(again) == bare(element), "reads differently what it has written: \(text)")
            _ = DomainLabel.read(domain: element)
            _ = element.child("devices")?.children("interface").compactMap(PluggedInterface.init)
        }

        /// Without the indentation that goes between children.
        private static func bare(_ element: XMLElement) -> XMLElement {
            var bare = element
            bare.children = element.children.map(Self.bare)
            if !bare.children.isEmpty {
                bare.text = String(element.text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            }
            return bare
        }

        private static func qemu(_ bytes: [UInt8]) throws {
            guard let value = JSONValue.read(bytes) else { return }
            guard let size = try? ImageInspector.check(value) else { return }
            try hold(size > 0 && value["backing-filename"] == nil, "an image with a backing file passes")
        }

        private static func settings(_ bytes: [UInt8]) throws {
            let read: AgentSettings
            do {
                read = try SettingsFile.parse(String(decoding: bytes, as: UTF8.self), path: "f")
            } catch is AgentFault {
                return
            }
            do {
                let again = try SettingsFile.parse(read.yaml, path: "f")
                try hold(again == read, "reads differently what it has written: \(read.yaml)")
            } catch let fault as AgentFault {
                throw Finding("does not read what it has written: \(fault) \(read.yaml)")
            }
        }

        private static func sets(_ bytes: [UInt8]) throws {
            try hold(SetsFile.decode(bytes) == nil, "a file without a digest is taken")
            let file = Array("apus-sets-1\n".utf8) + Array(SHA256.hash(data: bytes)) + bytes
            guard let sets = SetsFile.decode(file) else { return }
            try hold(SetsFile.decode(try SetsFile.encode(sets)) == sets, "reads differently what it has written")
        }

        private static func labels(_ bytes: [UInt8]) throws {
            let text = String(decoding: bytes, as: UTF8.self)
            if let label = Label(text) { try hold(Label(label.description) == label, "reads \(label) differently") }
            guard let label = InstanceLabel(text) else { return }
            try hold(InstanceLabel(label.text) == label, "reads differently what it has written: \(label.text)")
        }

        private static func leases(_ bytes: [UInt8]) throws {
            let file = PortLines(String(decoding: bytes, as: UTF8.self))
            let same = file.replacing(by: file.lines.map(String.init)) { _ in false }
            try hold(same == nil, "finds a change where there is none")
            guard let change = file.replacing(by: [], stays: { $0 == "p" }) else { return }
            let again = PortLines(change.text).replacing(by: []) { $0 == "p" }
            try hold(again == nil, "keeps less of what it has kept")
            for (address, mac) in NetworkDHCP.ended(change) where !address.isV6 {
                try hold(DHCPRelease.message(address, mac: mac, server: address).count == 250, "a release of another length")
            }
        }

        /// The first byte chooses the method; then come the target, headers and the body, one a line.
        private static func metadata(_ bytes: [UInt8]) throws {
            let lines = String(decoding: bytes.dropFirst(), as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            let method: HTTPMethod = [.GET, .PUT, .POST, .HEAD][Int(bytes.first ?? 0) % 4]
            var headers = HTTPHeaders()
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                if parts.count == 2, parts[0].utf8.allSatisfy({ $0 < 0x80 }) { headers.add(name: parts[0], value: parts[1]) }
            }
            var question = MetadataQuestion()
            let head = HTTPRequestHead(version: .http1_1, method: method, uri: String(lines[0]), headers: headers)
            _ = question.take(.head(head), network: "n", address: "fe80::1%eth0")
            _ = question.take(.body(ByteBuffer(bytes: bytes)), network: "n", address: "fe80::1%eth0")
            guard let request = question.take(.end(nil), network: "n", address: "fe80::1%eth0") else {
                throw Finding("no question")
            }
            try hold(request.address == "fe80::1" && request.networkID == "n", "a guest says who it is")
            try hold(request.headers.keys.allSatisfy { !$0.hasPrefix("x-forwarded") }, "a guest says who it is")
            let _: [UInt8] = try request.serializedBytes()
        }
    }
#endif
