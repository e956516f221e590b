/// What the fakes of a host tell the simulator: each call that changes or asks the host goes through here, so that it is
/// counted and traced, takes its time, and may be the last thing that the agent's process does.
///
/// A fake keeps the state of the host, which outlives agents; it needs no notion of a process. A process that is killed "at"
/// a call never comes back from it: no code of it runs any more, whatever it has on its stack. So a fake must not hold a lock
/// around a call, and must leave its state as the kernel would: `body` has happened wholly or not at all.
protocol HostCalls: Sendable {
    /// A call that may wait: delays and knobs (slow, refuse, lie) apply.
    ///
    /// - Parameters:
    ///   - name: such as "netlink eth0 add" or "define web-1", for traces and for choosing where to fail
    ///   - body: changes the state of the fake; runs at one moment of the virtual time
    func call<T>(_ name: String, _ body: () throws -> T) async throws -> T

    /// The same where the seam cannot wait, such as a ruleset or a small file.
    func callNow<T>(_ name: String, _ body: () throws -> T) rethrows -> T

    /// Something that only looks: not counted as an effect, but it takes its time, too.
    func look<T>(_ body: () throws -> T) async rethrows -> T
}
