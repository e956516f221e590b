import Core

/// The faults of hosts, aggregates and zones, in the words that clients of the compute API know.
enum SchedulerRefusal {
    static let noRevision = Fault(
        .internalError, code: "SCHED-NO-REVISION", "The scheduler's tables are incomplete.",
        detail: "placement_revision has no row")

    static func aggregateNotFound(_ id: Int64) -> Fault {
        Fault(.notFound, code: "SCHED-AGGREGATE-NOT-FOUND", "Aggregate \(id) could not be found.")
    }

    static func aggregateExists(_ name: String) -> Fault {
        Fault(
            .conflict, code: "SCHED-AGGREGATE-EXISTS", "Aggregate \(name) already exists.", hint: "Choose another name.")
    }

    static func hostInAggregate(_ id: Int64, _ host: String) -> Fault {
        Fault(.conflict, code: "SCHED-AGGREGATE-HOST-EXISTS", "Aggregate \(id) already has host \(host).")
    }

    static func hostNotInAggregate(_ id: Int64, _ host: String) -> Fault {
        Fault(.notFound, code: "SCHED-AGGREGATE-HOST-NOT-FOUND", "Aggregate \(id) has no host \(host).")
    }

    static func aggregateNotEmpty(_ id: Int64) -> Fault {
        Fault(
            .badRequest, code: "SCHED-AGGREGATE-NOT-EMPTY",
            "Cannot remove host from aggregate \(id). Reason: Host aggregate is not empty.",
            hint: "Remove its hosts first.")
    }

    static func secondZone(_ id: Int64, _ zones: [String]) -> Fault {
        let names = zones.map { "'\($0)'" }.joined(separator: ", ")
        return Fault(
            .conflict, code: "SCHED-ZONE-CONFLICT",
            "Cannot add host to aggregate \(id). Reason: One or more hosts already in availability zone(s) [\(names)].",
            hint: "A host is in one availability zone at a time: remove it from the other aggregate first.")
    }

    static func zoneChangeConflict(_ id: Int64, _ zones: [String]) -> Fault {
        let names = zones.map { "'\($0)'" }.joined(separator: ", ")
        return Fault(
            .badRequest, code: "SCHED-ZONE-CONFLICT",
            "Cannot update aggregate \(id). Reason: One or more hosts already in availability zone(s) [\(names)].",
            hint: "A host is in one availability zone at a time.")
    }

    static func zoneInUse(_ id: Int64) -> Fault {
        Fault(
            .badRequest, code: "SCHED-ZONE-IN-USE",
            "Cannot update aggregate \(id). Reason: One or more hosts contain instances in this zone.",
            hint: "Move the servers to other hosts first.")
    }

    static func zoneName(_ name: String) -> Fault {
        Fault(
            .badRequest, code: "SCHED-ZONE-NAME",
            "Invalid availability zone '\(name)': it must not be empty and must not contain a colon.",
            hint: "A colon separates zone and host in a request for one host.")
    }

    static func hostNotFound(_ host: String) -> Fault {
        Fault(
            .notFound, code: "SCHED-HOST-NOT-FOUND", "Compute host \(host) could not be found.",
            hint: "GET /apus/v1/hosts lists the hosts; one with the role compute is meant.")
    }
}
