/// What can stand in a namespace of metadata definitions.
enum MetadefKind: String, Sendable, CaseIterable {
    /// A name, type and range of values.
    case property
    /// A group of properties.
    case object
    /// A word.
    case tag
    /// The association with a type of resource that the namespace is meant for, and how its properties are prefixed there.
    case resourceType = "resource_type"

    /// The kind in messages.
    var noun: String { self == .resourceType ? "resource-type-association" : rawValue }

    /// The parameter of a path that names one.
    var parameter: String { self == .resourceType ? "name" : rawValue + "_name" }

    /// The member of a namespace, and of the answer to a list, that holds all of this kind.
    var collection: String {
        switch self {
        case .property: "properties"
        case .object: "objects"
        case .tag: "tags"
        case .resourceType: "resource_type_associations"
        }
    }
}
