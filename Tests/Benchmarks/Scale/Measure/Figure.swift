import Core

/// One thing that was measured.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    /// What is aimed at on two quiet cores, in words; empty for none.
    var aim = ""
    /// Broken, something is wrong, however slow or busy the machine is. Nil for what has no bounds.
    var isBroken: Bool?
    /// Of the machine, when it was measured.
    var load = Load.average

    init(_ name: String, _ value: Double, _ unit: String, aim: String = "", isBroken: Bool? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.aim = aim
        self.isBroken = isBroken
    }
}

extension Figure {
    var json: JSON {
        [
            "name": .string(name), "value": .double(value), "unit": .string(unit), "aim": .string(aim),
            "broken": isBroken.map { .bool($0) } ?? .null, "load": .double(load),
        ]
    }

    init?(_ json: JSON) {
        guard let name = json["name"]?.string, let value = json["value"]?.number, let unit = json["unit"]?.string else {
            return nil
        }
        self.init(name, value, unit, aim: json["aim"]?.string ?? "", isBroken: json["broken"]?.bool)
        load = json["load"]?.number ?? 0
    }

    /// One line of JSON each.
    static func list(_ text: String) throws -> [Figure] {
        try text.split(separator: "\n").compactMap { Figure(try JSONParser.parse(String($0))) }
    }

    static func json(_ figures: [Figure], _ size: Size) -> String {
        let document: JSON = [
            "hosts": .int(Int64(size.hosts)), "servers": .int(Int64(size.servers)), "figures": .array(figures.map(\.json)),
        ]
        return document.text + "\n"
    }

    static func table(_ figures: [Figure], _ size: Size) -> String {
        var lines = ["| \(size.hosts) hosts, \(size.servers) servers | value | unit | aim | load |", "|---|---|---|---|---|"]
        lines += figures.map { "| \($0.name) | \($0.value.short) | \($0.unit) | \($0.aim) | \($0.load.short) |" }
        return lines.joined(separator: "\n")
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var milliseconds: Double { seconds * 1000 }
}

extension Double {
    /// Three digits that count.
    var short: String {
        let size = magnitude
        let scale = size >= 100 ? 1.0 : size >= 10 ? 10 : size >= 1 ? 100 : 1000
        let text = String((self * scale).rounded() / scale)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
