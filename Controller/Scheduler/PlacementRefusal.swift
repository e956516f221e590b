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

    // MARK: Allocations

    static func consumerGeneration(expected: String, got: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-CONSUMER-GENERATION", type: Code.concurrentUpdate,
            "consumer generation conflict - expected \(expected) but got \(got)",
            hint: "Read the consumer's allocations again and repeat the change with its present generation.")
    }

    static func allocationWithoutProvider(_ uuid: String) -> Fault {
        invalid("Allocation for resource provider '\(uuid)' that does not exist.")
    }

    static func unallocatable(_ reason: String) -> Fault {
        Fault(.conflict, code: "PLACEMENT-NO-ROOM", "Unable to allocate inventory: \(reason)")
    }

    // MARK: Inventories

    static func inventoryInUse(_ prefix: String, _ classes: [String], _ provider: String) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-INVENTORY-IN-USE", type: Code.inventoryInUse,
            "\(prefix)Inventory for '\(classes.joined(separator: ", "))' on resource provider '\(provider)' in use.",
            hint: "Give back the allocations of these classes first.")
    }

    static func overReserved(_ verb: String, _ inventory: Inventory, _ provider: String, canBeTotal: Bool) -> Fault {
        invalid(
            "Unable to \(verb) inventory for resource provider \(provider): Invalid inventory for "
                + "'\(inventory.resourceClass)' on resource provider '\(provider)'. The reserved value is greater than "
                + (canBeTotal ? "total." : "or equal to total."))
    }

    static func noInventory(_ resourceClass: String, _ provider: String) -> Fault {
        notFound("No inventory of class \(resourceClass) for \(provider)")
    }

    static func noSuchClass(_ name: String) -> Fault { notFound("No such resource class \(name).") }

    static func noSuchTraits(_ names: [String]) -> Fault { notFound("No such trait(s): \(names.joined(separator: ", ")).") }

    static func reshapedProviderNotFound(_ uuid: String) -> Fault {
        Fault(
            .badRequest, code: "PLACEMENT-PROVIDER-NOT-FOUND", type: Code.providerNotFound,
            "Resource provider \(uuid) in inventories not found: No resource provider with uuid \(uuid) found.")
    }

    static func reshapedGeneration(_ uuid: String, actual: Int64, given: Int64) -> Fault {
        Fault(
            .conflict, code: "PLACEMENT-GENERATION", type: Code.concurrentUpdate,
            "resource provider generation conflict for provider \(uuid): actual: \(actual), given: \(given)",
            hint: "Read the provider again and repeat the change with its present generation.")
    }

    static let changedGeneration = Fault(
        .conflict, code: "PLACEMENT-GENERATION", type: Code.concurrentUpdate,
        "Resource provider's generation already changed. Please update the generation and try again.")

    // MARK: General

    static func invalid(_ message: String) -> Fault {
        Fault(.badRequest, code: "PLACEMENT-INVALID", message)
    }

    static func additional(_ name: String) -> Fault {
        invalid("JSON does not validate: Additional properties are not allowed ('\(name)' was unexpected)")
    }

    static func additionalQuery(_ name: String) -> Fault {
        invalid("Invalid query string parameters: Additional properties are not allowed ('\(name)' was unexpected)")
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
