import Core

/// The faults of the Placement API, in the words and with the error codes (`type`) that its clients know (Placement API
/// reference, "Errors").
enum PlacementRefusal {
    enum Code {
        static let concurrentUpdate = "placement.concurrent_update"
        static let inventoryInUse = "placement.inventory.inuse"
        static let duplicateName = "placement.duplicate_name"
        static let providerInUse = "placement.resource_provider.inuse"
        static let cannotDeleteParent = "placement.resource_provider.cannot_delete_parent"
        static let providerNotFound = "placement.resource_provider.not_found"
        static let duplicateKey = "placement.query.duplicate_key"
        static let badValue = "placement.query.bad_value"
        static let missingValue = "placement.query.missing_value"
    }

    // MARK: Providers

    static func providerNotFound(_ uuid: String) -> Fault {
        Fault(
            .notFound, code: "PLACEMENT-PROVIDER-NOT-FOUND", type: Code.providerNotFound,
            "No resource provider with uuid \(uuid) found")
    }

    static func providerNotFoundForDelete(_ uuid: String) -> Fault {
        Fault(
            .notFound, code: "PLACEMENT-PROVIDER-NOT-FOUND", type: Code.providerNotFound,
            "No resource provider with uuid \(uuid) found for delete")
    }

    static func duplicate(_ what: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-DUPLICATE", type: Code.duplicateName,
            "Conflicting resource provider \(what) already exists.")
    }

    static func ownParent(_ uuid: String, _ name: String) -> Fault {
        invalid(
            "Unable to create resource provider \"\(name)\", \(uuid): Object action create failed because: parent provider UUID "
                + "cannot be same as UUID. Please set parent_provider_uuid to None if there is no parent.")
    }

    static func noParent(_ uuid: String, _ name: String) -> Fault {
        invalid(
            "Unable to create resource provider \"\(name)\", \(uuid): Object action create failed because: parent provider UUID "
                + "does not exist.")
    }

    static func loop(_ uuid: String, _ parent: String) -> Fault {
        invalid(
            "Unable to save resource provider \(uuid): Object action update failed because: creating loop in the provider tree is "
                + "not allowed.")
    }

    static func reparenting(_ uuid: String) -> Fault {
        invalid(
            "Unable to save resource provider \(uuid): Object action update failed because: re-parenting a provider is not "
                + "currently allowed.")
    }

    static func unparenting(_ uuid: String) -> Fault {
        invalid(
            "Unable to save resource provider \(uuid): Object action update failed because: un-parenting a provider is not "
                + "currently allowed.")
    }

    static func hasChildren(_ uuid: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-PROVIDER-HAS-CHILDREN", type: Code.cannotDeleteParent,
            "Unable to delete parent resource provider \(uuid): It has child resource providers.")
    }

    static func providerInUse(_ uuid: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-PROVIDER-IN-USE", type: Code.providerInUse,
            "Unable to delete resource provider \(uuid): Resource provider has allocations.")
    }

    /// The provider stands for a host of the fleet, which makes it again.
    static func ofHost(_ uuid: String, _ host: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-PROVIDER-OF-HOST", type: Code.providerInUse,
            "Unable to delete resource provider \(uuid): it stands for the host \(host).",
            hint: "It goes with the host: DELETE /apus/v1/hosts/\(host).")
    }

    static let generationConflict = Fault(
        .conflict, code: "PLACEMENT-GENERATION", type: Code.concurrentUpdate, "resource provider generation conflict",
        hint: "Read the provider again and repeat the change with its present generation.")

    // MARK: General

    static func invalid(_ message: String) -> Fault {
        Fault(.badRequest, code: "PLACEMENT-INVALID", message)
    }

    static func query(_ message: String) -> Fault {
        Fault(.badRequest, code: "PLACEMENT-QUERY", type: Code.badValue, message)
    }

    static func missingQuery(_ message: String) -> Fault {
        Fault(.badRequest, code: "PLACEMENT-QUERY", type: Code.missingValue, message)
    }

    static func notFound(_ message: String) -> Fault {
        Fault(.notFound, code: "PLACEMENT-NOT-FOUND", message)
    }

    static func conflict(_ message: String, type: String? = nil) -> Fault {
        Fault(.conflict, code: "PLACEMENT-CONFLICT", type: type, message)
    }
}
