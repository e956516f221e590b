import AgentProtocol
import Logging

/// One stream to the controller, from Hello to its end.
///
/// Three tasks: the stream itself, the heartbeats, and the watch that ends a stream which has fallen silent. Whichever ends
/// first ends the session; the loop around it dials again. Nothing here is needed after a crash.
actor Session {
    struct Silence: Error, CustomStringConvertible {
        var after: Duration
        var description: String { "the controller has been silent for \(after)" }
    }

    /// The stream was closed without a reason, as by a controller that stops.
    struct Closed: Error, CustomStringConvertible {
        let description = "the controller closed the stream"
    }

    /// How long to wait for Welcome.
    private static let patience = Duration.seconds(10)
    /// How long to wait before asking for a certificate again.
    private static let renewalPause = Duration.seconds(60)

    private let keeper: SetKeeper
    private let board: Board
    private let status: AgentStatus
    private let credentials: CredentialStore?
    private let time: any AgentTime
    private let logger: Logger
    private let openTunnel: @Sendable (OpenTunnel) -> Void
    private let outbox: Outbox

    private var epoch: UInt64 = 0
    private var interval: Duration?
    private var welcomeAt: Duration?
    private var lastHeard: Duration
    private var lastHeartbeat: (sent: Int64, received: Int64) = (0, 0)
    private var filter = ClockFilter()
    private var renewalAsked: Duration?

    init(
        hello: Hello, keeper: SetKeeper, board: Board, status: AgentStatus, credentials: CredentialStore?,
        time: any AgentTime, logger: Logger, openTunnel: @escaping @Sendable (OpenTunnel) -> Void
    ) {
        self.keeper = keeper
        self.board = board
        self.status = status
        self.credentials = credentials
        self.time = time
        self.logger = logger
        self.openTunnel = openTunnel
        outbox = Outbox(hello: hello)
        lastHeard = time.uptime
    }

    /// Did it stand for a while? One that falls at once, as when two agents share an identity, must not be retried at once.
    var wasStable: Bool { welcomeAt.map { time.uptime - $0 >= .seconds(5) } ?? false }

    /// Returns never but by throwing what ended the session.
    func run(_ dialer: any FleetDialer) async throws {
        defer {
            board.detach(outbox)
            outbox.close()
            status.change { $0.connected = false }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await dialer.run(next: { await self.outbox.next() }, received: { try await self.receive($0) })
                throw Closed()
            }
            group.addTask { try await self.watch() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func receive(_ frame: ControllerFrame) throws {
        if case .welcome(let welcome)? = frame.body { return take(welcome, epoch: frame.epoch) }
        guard epoch != 0, frame.epoch == epoch else {
            status.change { $0.strayFrames += 1 }
            return
        }
        lastHeard = time.uptime
        switch frame.body {
        case .itemSet(let set): if let revision = keeper.take(set) { outbox.putTaken(set.set, revision: revision) }
        case .setDelta(let delta): if let revision = keeper.take(delta) { outbox.putTaken(delta.set, revision: revision) }
        case .heartbeat(let heartbeat): take(heartbeat)
        case .certificate(let certificate): take(certificate)
        case .openTunnel(let tunnel): openTunnel(tunnel)
        case .welcome, nil: break
        }
    }

    private func take(_ welcome: Apus_Agent_V1_Welcome, epoch: UInt64) {
        lastHeard = time.uptime
        self.epoch = welcome.epoch == 0 ? epoch : welcome.epoch
        welcomeAt = lastHeard
        interval = .milliseconds(Int64(max(welcome.heartbeatMilliseconds, 100)))
        outbox.open(epoch: self.epoch)
        status.change {
            $0.connected = true
            $0.epoch = self.epoch
            $0.sessions += 1
            $0.refusal = nil
        }
        logger.info("connected to the controller", metadata: ["epoch": "\(self.epoch)", "sets": "\(welcome.sets.count)"])
        board.attach(outbox)
        keeper.begin(subscribed: welcome.sets)
    }

    private func take(_ heartbeat: Apus_Agent_V1_Heartbeat) {
        let now = time.wall
        lastHeartbeat = (heartbeat.sentAt, now)
        filter.take(
            echo: heartbeat.echo, echoReceived: heartbeat.echoReceivedAt, sent: heartbeat.sentAt, received: now)
        let drift = filter.drift
        status.change { $0.drift = drift }
    }

    private func take(_ certificate: Apus_Agent_V1_Certificate) {
        guard certificate.refusal.isEmpty else {
            return logger.error(
                "the controller does not renew this host's certificate",
                metadata: [
                    "code": "AGENT-RENEWAL", "reason": "\(certificate.refusal)",
                    "remedy": "look at the host on the controller; if it was removed, join again",
                ])
        }
        do {
            try credentials?.take(chain: certificate.chain)
            logger.info("certificate renewed")
        } catch {
            logger.error("the renewed certificate cannot be used", metadata: ["error": "\(error)"])
        }
    }

    /// Heartbeats at every interval, and an end to a stream that is silent for three.
    private func watch() async throws {
        var nextBeat = time.uptime
        while true {
            let limit = interval.map { $0 * 3 } ?? Self.patience
            let now = time.uptime
            if now - lastHeard >= limit { throw Silence(after: limit) }
            if let interval, now >= nextBeat {
                beat()
                nextBeat = now + interval
            }
            // Before Welcome nobody says when the first heartbeat is due, so look often; it is a matter of milliseconds.
            let next = interval == nil ? now + .milliseconds(50) : nextBeat
            try await time.sleep(until: min(next, lastHeard + limit))
        }
    }

    private func beat() {
        let (time, epoch, last) = (time, epoch, lastHeartbeat)
        outbox.putHeartbeat {
            var frame = AgentFrame()
            frame.epoch = epoch
            frame.heartbeat.sentAt = time.wall
            frame.heartbeat.echo = last.sent
            frame.heartbeat.echoReceivedAt = last.received
            return frame
        }
        renewWhenDue()
    }

    private func renewWhenDue() {
        guard let credentials, time.wall >= credentials.current.renewAt else { return }
        if let renewalAsked, time.uptime - renewalAsked < Self.renewalPause { return }
        renewalAsked = time.uptime
        do {
            outbox.putCertificateRequest(try credentials.certificateRequest())
        } catch {
            logger.error("cannot ask for a new certificate", metadata: ["error": "\(error)"])
        }
    }
}
