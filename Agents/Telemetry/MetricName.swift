/// Prometheus's rules for names: `[a-zA-Z_:][a-zA-Z0-9_:]*`, a unit and `total` as suffixes.
enum MetricName {
    static func plain(_ label: String) -> String {
        var name = String(label.map { isNameCharacter($0) ? $0 : "_" })
        if name.first?.isNumber ?? true { name = "_" + name }
        return name
    }

    static func counter(_ label: String) -> String { suffixed(plain(label), "_total") }

    static func timer(_ label: String) -> String { suffixed(plain(label), "_seconds") }

    private static func suffixed(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ":")
    }
}
