import AgentRuntime
import Core
import HTTPTypes
import Store

extension Script {
    /// What an operator does: a token on the controller, the answer on the host. A token whose answer was lost is left to expire.
    func join(_ machine: Machine) async throws {
        let state = AgentState(machine.state)
        let files = MachineFiles(calls: machine.calls)
        while true {
            do {
                let body: JSON = ["host": .string(machine.name), "roles": ["compute", "network"]]
                let answer = try await ask(admin, .post, "/apus/v1/join-tokens", body)
                guard let text = answer.json["join_token"]?["token"]?.string else {
                    throw ScriptFailure("no token: \(answer.text)")
                }
                _ = try await Enrolment(state: state, files: files, door: SimDoor(client: admin))
                    .join(ControllerURL("https://controller:5000"), token: JoinToken(text), host: machine.name, force: true)
                return
            } catch let fault as AgentFault {
                world.trace("cannot join: \(fault)")
                try await pass(.seconds(2))
            }
        }
    }

    /// Nil where there is no such host.
    func hostState(_ host: String) async throws -> String? {
        let answer = try await ask(admin, .get, "/apus/v1/hosts/\(host)")
        return answer.json["host"]?["phase"]?.string
    }

    /// Of the newest session of a host's agent, as the database has it.
    func epoch(of host: String) async throws -> Int64 {
        guard let store = world.controller?.store else { throw ConnectionLost() }
        return try await store.read { try $0.value("SELECT epoch FROM fleet_session WHERE host = \(host)") ?? 0 }
    }

    func untilUp(_ host: String) async throws {
        try await until("\(host) is up") { try await hostState(host) == "up" }
    }

    /// Waits until nothing is left to do.
    func atRest() async throws {
        try await until("rest") { try await Quiet(world: world).unrest() == nil }
    }
}
