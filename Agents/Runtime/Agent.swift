public import AgentProtocol
public import Logging
public import ServiceLifecycle

/// The agent of a host: roles, the sets that they make true, and the session that brings them.
///
/// Theory of operation. At start the roles say what is on the host, and the copy of the last sets is taken up: the host does
/// its work whether or not a controller answers. Then sessions come and go. Killed at any moment, the next process finds the
/// host as it is and goes on from there; there is no other state.
public struct Agent: Service {
    public struct Seams: Sendable {
        public var dialer: any FleetDialer
        /// Nil: the controller's wishes for tunnels stay unanswered.
        public var tunnelDialer: (any TunnelDialer)?
        public var time: any AgentTime
        public var files: any AgentFiles
        /// Of all random waits.
        public var seed: UInt64
        /// False only in a simulator that has to show that it would notice an agent which takes what is older than what it has.
        package var refusesOlder = true

        public init(
            dialer: any FleetDialer, tunnelDialer: (any TunnelDialer)? = nil, time: any AgentTime = SystemAgentTime(),
            files: any AgentFiles = DiskFiles(), seed: UInt64 = UInt64.random(in: 0...(.max))
        ) {
            self.dialer = dialer
            self.tunnelDialer = tunnelDialer
            self.time = time
            self.files = files
            self.seed = seed
        }
    }

    private let roles: [any Role]
    private let loop: SessionLoop
    private let lanes: Lanes
    private let board: Board
    private let keeper: SetKeeper
    private let saver: SetsSaver
    private let tunnels: HostTunnels

    /// - Parameters:
    ///   - hello: who this host is, asked anew for each session
    ///   - credentials: renewed over the stream; nil where the dialer needs none
    ///   - tunnels: who reaches the consoles of this host's guests; nil where no role does
    public init(
        state: AgentState, roles: [any Role], status: AgentStatus, credentials: CredentialStore?, seams: Seams,
        tunnels source: (any TunnelSource)? = nil, logger: Logger, hello: @escaping @Sendable () async -> Hello
    ) {
        let time = seams.time
        let board = Board()
        let saver = SetsSaver(path: state.sets, files: seams.files, time: time, logger: logger)
        let lanes = Lanes(time: time, seed: seams.seed, refusesOlder: seams.refusesOlder) { board.report($0, by: $1) }
        let keeper = SetKeeper(
            roles: roles, lanes: lanes, board: board, status: status, logger: logger, changed: { saver.changed() })
        let tunnels = HostTunnels(source: source, dialer: seams.tunnelDialer, time: time, logger: logger)
        self.roles = roles
        self.tunnels = tunnels
        self.board = board
        self.saver = saver
        self.lanes = lanes
        self.keeper = keeper
        loop = SessionLoop(
            dialer: seams.dialer, time: time, status: status, credentials: credentials, logger: logger, seed: seams.seed
        ) {
            Session(
                hello: await hello(), keeper: keeper, board: board, status: status, credentials: credentials, time: time,
                logger: logger, openTunnel: { tunnels.open($0) })
        }
    }

    /// Runs until shutdown; leaves everything on the host as it is.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
    }

    private func work() async {
        for role in roles {
            for observation in await role.observeAll() { board.report(observation, by: role) }
        }
        keeper.restore(saver.load())
        await withDiscardingTaskGroup { group in
            for role in roles {
                group.addTask { await role.watch { board.report($0, by: role) } }
            }
            group.addTask { await lanes.run() }
            group.addTask { await saver.run { keeper.sets } }
            group.addTask { await tunnels.run() }
            group.addTask { await loop.run() }
        }
    }
}
