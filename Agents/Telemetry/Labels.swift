/// The labels of a series as text, without the braces.
enum Labels {
    static func text(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\(MetricName.plain($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",")
    }

    static func joined(_ labels: String, _ more: String) -> String {
        labels.isEmpty ? more : labels + "," + more
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
