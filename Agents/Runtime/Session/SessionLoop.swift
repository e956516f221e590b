import Logging

/// Keeps a session open: dials, and dials again.
struct SessionLoop: Sendable {
    let dialer: any FleetDialer
    let time: any AgentTime
    let status: AgentStatus
    let credentials: CredentialStore?
    let logger: Logger
    let seed: UInt64
    let session: @Sendable () async -> Session

    /// Runs until the task is cancelled.
    func run() async {
        var random = SeededRandom(seed: seed)
        // The cap keeps a host of a restarted controller within 5 s of being back.
        var backoff = Backoff(first: .milliseconds(500), cap: .seconds(3))
        var repeats = Repeats(every: .seconds(60))
        while !Task.isCancelled {
            warnIfExpired()
            let session = await session()
            let delay: Duration
            do {
                try await session.run(dialer)
                return
            } catch let refusal as Refusal {
                tell(refusal)
                // Somebody has to do something first; half of it is fixed, so that a refused fleet stays cheap.
                delay = .seconds(15) + .seconds(15) * Double.random(in: 0...1, using: &random)
            } catch {
                if Task.isCancelled { return }
                if await session.wasStable { backoff.reset() }
                delay = backoff.next(using: &random)
                logger.log(
                    level: repeats.isNews("\(error)", at: time.uptime) ? .warning : .debug,
                    "no session with the controller; dialling again",
                    metadata: ["reason": "\(error)", "delay_ms": "\(Int(delay / .milliseconds(1)))"])
            }
            guard (try? await time.sleep(for: delay)) != nil else { return }
        }
    }

    private func tell(_ refusal: Refusal) {
        status.change { $0.refusal = refusal.reason }
        let fault = refusal.fault
        logger.error("\(fault.message)", metadata: ["code": "\(fault.code)", "remedy": "\(fault.hint)"])
    }

    private func warnIfExpired() {
        guard let credentials, time.wall > credentials.current.notAfter else { return }
        logger.error(
            "this host's certificate has expired",
            metadata: [
                "code": "AGENT-CERTIFICATE-EXPIRED",
                "remedy":
                    "check this host's clock; if it is right, run `apus join HOST` on the controller and its answer here, with --force",
            ])
    }
}
