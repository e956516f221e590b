import Core

/// The faults of the catalog, in the words that clients of the identity API know.
enum CatalogRefusal {
    /// For example `Could not find region: RegionTwo.`
    static func notFound(_ kind: String, _ id: String) -> Fault {
        missing("Could not find \(kind): \(id).")
    }

    static func missing(_ message: String) -> Fault {
        Fault(.notFound, code: "CATALOG-NOT-FOUND", message)
    }

    static func duplicate(_ id: RegionID) -> Fault {
        Fault(
            .conflict, code: "CATALOG-CONFLICT", "Conflict occurred attempting to store region - Duplicate ID, \(id)..",
            hint: "Choose another id, or update the region with PATCH.")
    }

    static func invalid(_ message: String) -> Fault {
        Fault(.badRequest, code: "CATALOG-INVALID", message)
    }

    static func circle(_ parent: RegionID) -> Fault {
        invalid("The specified parent region \(parent) would create a circular region hierarchy.")
    }

    /// An endpoint names a service or region that does not exist.
    static func dangling(_ attribute: String, _ table: String) -> Fault {
        invalid(
            "Expecting to find endpoint \(attribute) in \(table) table. The server could not comply with the request since it is "
                + "either malformed or otherwise incorrect. The client is assumed to be in error.")
    }

    static func url(_ url: String) -> Fault {
        invalid("Cannot create an endpoint with an invalid URL: \(url).")
    }

    static func inUse(_ id: RegionID) -> Fault {
        Fault(
            .forbidden, code: "CATALOG-REGION-IN-USE",
            "Unable to delete region \(id) because it or its child regions have associated endpoints.",
            hint: "Delete the endpoints of the region first.")
    }
}
