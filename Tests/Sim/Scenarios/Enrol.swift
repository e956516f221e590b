import Core
import Store

extension Scenario {
    static let enrol = Scenario(
        name: "enrol", about: "A host joins with a token, and its certificate is renewed before it expires.", hosts: [],
        certificateLifetime: .seconds(1200)
    ) { script in
        let machine = script.world.addMachine("node1")
        try await script.join(machine)
        machine.startAgent()
        try await script.untilUp("node1")
        try await script.until("the certificate is renewed") {
            guard let store = script.world.controller?.store else { return false }
            return try await store.read { try $0.value("SELECT COUNT(*) FROM fleet_certificate WHERE revoked_at IS NULL") ?? 0 }
                > 1
        }
    }
}
