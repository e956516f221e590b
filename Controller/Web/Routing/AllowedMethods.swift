import HTTPTypes

/// The Allow header (RFC 9110 §10.2.1) of a path.
enum AllowedMethods {
    static func text(_ methods: [HTTPRequest.Method]) -> String {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }
}
