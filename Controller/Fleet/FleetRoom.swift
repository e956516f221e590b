import Core
import Logging
import Store
import Trust

/// What every part of the fleet works with.
struct FleetRoom: Sendable {
    let store: Store
    let authority: CertificateAuthority
    let configuration: FleetConfiguration
    let time: any TimeSource
    let logger: Logger
    let sessions = SessionRegistry()
    let size = FleetSize()
    let taken = TakenLog()
    let tunnels: TunnelRegistry
    let calls = CallRegistry()
    let metrics = FleetMetrics()
    /// When this process began: sessions that the database has from before are not its own.
    let startedAt: Timestamp

    init(
        store: Store, authority: CertificateAuthority, configuration: FleetConfiguration, time: any TimeSource, logger: Logger
    ) {
        self.store = store
        self.authority = authority
        self.configuration = configuration
        self.time = time
        self.logger = logger
        tunnels = TunnelRegistry(sessions: sessions)
        startedAt = time.now
    }
}
