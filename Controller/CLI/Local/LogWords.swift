import Core

/// A log line as people read it.
enum LogWords {
    /// The message, code and hint of a JSON line; any other line as it is.
    static func text(_ line: String) -> String {
        guard let json = try? JSONParser.parse(line), let message = json["message"]?.string else { return line }
        let hint = (json["hint"] ?? json["remedy"])?.string.map { ". \($0)" } ?? ""
        return message + hint + (json["code"]?.string.map { " [\($0)]" } ?? "")
    }
}
