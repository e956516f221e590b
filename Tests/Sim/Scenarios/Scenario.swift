/// One story: what is asked of the cloud and what happens to it meanwhile. What has to be true at the end is the same for all.
struct Scenario: Sendable {
    let name: String
    let about: String
    /// Joined before it begins.
    var hosts = ["node1"]
    /// Of agents; nil for the product's own.
    var certificateLifetime: Duration?
    let script: @Sendable (Script) async throws -> Void

    static let all: [Scenario] = [
        .enrol, .create, .noRoom, .deleteWhileBuilding, .reboot, .ports, .router, .upload, .away, .restore, .emptyDatabase,
        .fencing, .fire, .vandals,
    ]
}
