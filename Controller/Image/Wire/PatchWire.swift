import Core

/// The body of "Update image": a JSON patch (RFC 6902) of the members of an image, in the form of one of two media types.
enum PatchWire {
    private static let mediaTypes = [
        "application/openstack-images-v2.0-json-patch": 4, "application/openstack-images-v2.1-json-patch": 10,
    ]
    private static let operations = ["add", "remove", "replace"]

    /// - Parameter mediaType: the Content-Type header.
    /// - Throws: `Fault` 415 for another media type, 400 for what is no patch, 403 for what no client may change.
    static func patch(_ bytes: [UInt8], mediaType: String?) throws -> ImagePatch {
        let type = mediaType?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
        guard let draft = type.flatMap({ mediaTypes[$0] }) else {
            throw Refusal.mediaType(mediaType, expected: mediaTypes.keys.sorted().joined(separator: " or "))
        }
        let json: JSON
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw Refusal.invalid("Malformed JSON in request body: \(error.description).")
        }
        guard let changes = json.array else {
            throw Refusal.invalid("Request body must be a JSON array of operation objects.")
        }
        return ImagePatch(operations: try changes.compactMap { try operation($0, draft: draft) })
    }

    /// Nil for what changes nothing: libraries that take the stores for a property of the client's own send them back as they are, or
    /// leave them out of all properties when they set one.
    private static func operation(_ change: JSON, draft: Int) throws -> ImagePatch.Operation? {
        guard let members = change.object else { throw Refusal.invalid("Operations must be JSON objects.") }
        let (verb, pointer) = try draft == 4 ? older(members) : newer(members)
        let name = try member(pointer)
        if name == "id" { throw Refusal.readOnly(name) }
        if name == ImageWire.storesName, verb == "remove" || members["value"] == .string(ImageWire.store) { return nil }
        try AttributeWire.check(name)
        if verb == "remove" { return try removal(name) }
        guard let value = members["value"] else {
            throw Refusal.invalid("Operation \"\(verb)\" requires a member named \"value\".")
        }
        if let attribute = try AttributeWire.attribute(name, value) {
            if verb == "add", draft == 4 { throw Refusal.conflict("Property \(name) already present.") }
            return .set(attribute)
        }
        let text = try AttributeWire.property(name, value)
        return verb == "add" ? .addProperty(name, text, mustBeNew: draft == 4) : .replaceProperty(name, text)
    }

    private static func removal(_ name: String) throws -> ImagePatch.Operation {
        // Whether a name is an attribute does not depend on the value: null decides it for all of them or is refused by one.
        if isAttribute(name) { throw Refusal.forbidden("Property \(name) may not be removed.") }
        return .removeProperty(name)
    }

    private static func isAttribute(_ name: String) -> Bool {
        do {
            return try AttributeWire.attribute(name, .null) != nil
        } catch {
            return true
        }
    }

    /// `{"op": "add", "path": "/name", "value": …}`
    private static func newer(_ members: [String: JSON]) throws -> (verb: String, pointer: String) {
        guard let verb = members["op"]?.string, operations.contains(verb) else {
            throw Refusal.invalid(
                "Invalid operation: `\(members["op"]?.text.prefix(32) ?? "")`. It must be one of the following: "
                    + "\(operations.joined(separator: ", ")).")
        }
        guard let path = members["path"]?.string else {
            throw Refusal.invalid("Unable to find 'path' in JSON Schema change")
        }
        return (verb, path)
    }

    /// `{"add": "/name", "value": …}`
    private static func older(_ members: [String: JSON]) throws -> (verb: String, pointer: String) {
        let found = operations.filter { members[$0] != nil }
        guard found.count == 1, let verb = found.first, let path = members[verb]?.string else {
            throw Refusal.invalid(
                "Operation objects must contain exactly one member named \"add\", \"remove\", or \"replace\".")
        }
        return (verb, path)
    }

    /// A pointer (RFC 6901) to a member of the image; there is nothing below the members.
    private static func member(_ pointer: String) throws -> String {
        guard pointer.hasPrefix("/") else {
            throw Refusal.invalid("Pointer `\(pointer.prefix(64))` does not start with \"/\".")
        }
        let text = pointer.dropFirst()
        guard !text.contains("/"), !text.isEmpty else {
            throw Refusal.invalid("Invalid JSON pointer for this resource: '\(pointer.prefix(64))'")
        }
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        guard parts.dropFirst().allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else {
            throw Refusal.invalid(
                "Pointer `\(pointer.prefix(64))` contains \"~\" not part of a recognized escape sequence.")
        }
        return (parts.first.map(String.init) ?? "")
            + parts.dropFirst().map { ($0.hasPrefix("0") ? "~" : "/") + $0.dropFirst() }.joined()
    }
}
