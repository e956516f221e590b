import Core

/// Actions of the API that this cloud does not have yet: refused with 501, after the policy has been asked as for all others.
enum FutureActions {
    static let all: [ServerAction] = [
        action("resize", "servers:resize"), action("createImage", "servers:create_image"),
        action("createBackup", "os-create-backup"), action("rescue", "os-rescue"),
        action("shelve", "os-shelve:shelve"), action("migrate", "os-migrate-server:migrate"),
        action("os-migrateLive", "os-migrate-server:migrate_live"), action("evacuate", "os-evacuate"),
        action("trigger_crash_dump", "servers:trigger_crash_dump", from: 17),
        gone("addFixedIp", "os-multinic:add"), gone("removeFixedIp", "os-multinic:remove"),
    ]

    private static func action(_ name: String, _ rule: String, from: Int = 1, to: Int = .max) -> ServerAction {
        ServerAction(name, "os_compute_api:\(rule)", versions: from...to) { _ in throw Refusal.notYet("The action '\(name)'") }
    }

    /// What upstream has left to the network API, and this cloud never had.
    private static func gone(_ name: String, _ rule: String) -> ServerAction {
        ServerAction(name, "os_compute_api:\(rule)", versions: 1...43) { _ in
            throw Refusal.invalid("There is no such action: \(name)", hint: "Use the network API.")
        }
    }
}
