import Dispatch
import Synchronization

/// Keeps asking one hypervisor for its versions, and copes with one that is missing, goes away, or does not answer.
public final class HypervisorProbe: Sendable {
    public struct Answer: Sendable, Equatable {
        /// Empty where libvirt could not be asked.
        public var libvirtVersion = ""
        /// Empty where it is not known or the driver is another.
        public var qemuVersion = ""
        /// The hypervisor's driver by libvirt's name, such as QEMU; empty where libvirt could not be asked.
        public var driver = ""
        /// Why libvirt could not be asked, and what to do; empty if it could.
        public var problem = ""

        public init(libvirtVersion: String = "", qemuVersion: String = "", driver: String = "", problem: String = "") {
            self.libvirtVersion = libvirtVersion
            self.qemuVersion = qemuVersion
            self.driver = driver
            self.problem = problem
        }
    }

    private struct State {
        var connection: (any Hypervisor)?
        /// What it has said: neither the daemon nor its hypervisor changes while a connection lives, and libvirt looks at the hypervisor's
        /// program anew for each question.
        var answer: Answer?
        /// A question that has not come back; no second one is asked meanwhile.
        var asking = false
    }

    private let uri: String
    private let open: @Sendable (String) async throws -> any Hypervisor
    private let state = Mutex(State())

    public init(
        uri: String, open: @escaping @Sendable (String) async throws -> any Hypervisor = { try await LibvirtConnection.open($0) }
    ) {
        self.uri = uri
        self.open = open
    }

    /// Answers within `patience`, whatever libvirt does.
    public func look(patience: Duration = .seconds(5)) async -> Answer {
        let free = state.withLock { state in
            defer { state.asking = true }
            return !state.asking
        }
        guard free else { return Answer(problem: silent) }
        return await withCheckedContinuation { continuation in
            let once = Once(continuation)
            Task {
                let answer = await self.ask()
                self.state.withLock { $0.asking = false }
                once.resume(answer)
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(patience / .milliseconds(1)))) {
                once.resume(Answer(problem: self.silent))
            }
        }
    }

    private func ask() async -> Answer {
        do {
            let connection = try await connection()
            if let known = state.withLock({ $0.answer }) { return known }
            let libvirt = try await connection.libraryVersion()
            let driver = try await connection.driver()
            let version = driver == "QEMU" ? try await connection.hypervisorVersion() : ""
            let answer = Answer(libvirtVersion: libvirt, qemuVersion: version, driver: driver)
            state.withLock { $0.answer = answer }
            return answer
        } catch {
            forget()
            return Answer(problem: Self.problem(uri, error))
        }
    }

    private func connection() async throws -> any Hypervisor {
        if let known = state.withLock({ $0.connection }) {
            if await known.isAlive() { return known }
            forget()
            await known.close()
        }
        let fresh = try await open(uri)
        state.withLock { $0.connection = fresh }
        return fresh
    }

    private func forget() {
        state.withLock { state in
            state.connection = nil
            state.answer = nil
        }
    }

    private var silent: String {
        "libvirt does not answer at \(uri). Look at the libvirtd (or virtqemud) service; a restart of it does not stop guests."
    }

    static func problem(_ uri: String, _ error: any Error) -> String {
        "libvirt cannot be asked at \(uri): \(error). Install it (Debian: libvirt-daemon-system, qemu-system), start libvirtd, "
            + "and let the agent run as root or in the group libvirt."
    }
}
