import Core

/// The faults of metadata definitions, in the words that clients of the image API know.
enum MetadefRefusal {
    static func namespaceNotFound(_ name: String) -> Fault {
        Fault(
            .notFound, code: "METADEF-NAMESPACE-NOT-FOUND", "Metadata definition namespace=\(name.prefix(80)) was not found.",
            hint: "GET /image/v2/metadefs/namespaces lists what there is.")
    }

    static func notFound(_ kind: MetadefKind, _ name: String, _ namespace: String) -> Fault {
        let message =
            kind == .resourceType
            ? association(name, namespace) + ", was not found."
            : "The metadata definition \(kind.noun) with name=\(name.prefix(80)) was not found in namespace=\(namespace)."
        return Fault(.notFound, code: "METADEF-NOT-FOUND", message)
    }

    static func duplicateNamespace(_ name: String) -> Fault {
        Fault(.conflict, code: "METADEF-DUPLICATE", "The metadata definition namespace=\(name) already exists.")
    }

    static func duplicateRename(_ name: String) -> Fault {
        Fault(
            .conflict, code: "METADEF-DUPLICATE",
            "Invalid update. It would result in a duplicate metadata definition namespace with the same name of \(name)")
    }

    static func duplicate(_ kind: MetadefKind, _ name: String, _ namespace: String) -> Fault {
        let message =
            switch kind {
            case .resourceType: association(name, namespace) + ", already exists."
            case .tag: "A metadata tag with name=\(name) already exists in namespace=\(namespace)."
            case .object, .property:
                "A metadata definition \(kind.noun) with name=\(name) already exists in namespace=\(namespace)."
            }
        return Fault(.conflict, code: "METADEF-DUPLICATE", message)
    }

    static func protectedNamespace(_ name: String) -> Fault {
        Fault(
            .forbidden, code: "METADEF-PROTECTED",
            "Metadata definition namespace \(name) is protected and cannot be deleted.", hint: unprotect)
    }

    static func protected(_ kind: MetadefKind, _ name: String) -> Fault {
        Fault(
            .forbidden, code: "METADEF-PROTECTED",
            "Metadata definition \(kind.noun) \(name) is protected and cannot be deleted.", hint: unprotect)
    }

    static func prefix(_ property: String, _ prefix: String?) -> Fault {
        Fault(
            .notFound, code: "METADEF-PREFIX",
            "Property \(property.prefix(80)) does not start with the expected resource type association prefix of "
                + "'\(prefix ?? "None")'.")
    }

    private static let unprotect = "Set `protected` of the namespace to false first."

    private static func association(_ name: String, _ namespace: String) -> String {
        "The metadata definition resource-type association of resource-type=\(name.prefix(80)) to namespace=\(namespace)"
    }
}
