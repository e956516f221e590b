import Trust

/// How the controller deals with its agents. The defaults are right outside of tests.
public struct FleetConfiguration: Sendable {
    /// How often each side of a session sends a heartbeat, in a fleet of up to a thousand hosts. Silent for three times as long
    /// counts as dead.
    public var heartbeat: Duration = .seconds(1)
    /// How long agents have after a start of the controller to come back before their hosts count as down.
    public var returnTime: Duration = .seconds(5)
    /// How often the moments at which agents were last heard are written down while their sessions stand.
    public var seenInterval: Duration = .seconds(30)
    /// How long a removed item is remembered for sessions that have not heard of it yet.
    public var tombstoneLifetime: Duration = .seconds(600)
    /// How long agents' certificates live.
    public var certificateLifetime = CertificateAuthority.agentLifetime
    /// Where agents reach the fleet port; it is told to them when they enrol. An empty address: where they reach the API.
    public var address = ""
    public var port = 5001

    public init() {}

    var silence: Duration { heartbeat * 3 }

    /// Of a large fleet the heart beats slower: a thousand hosts a second at most, or listening to them would be all that a
    /// controller does, and a busy moment would end every session at once.
    func heartbeat(of hosts: Int) -> Duration { max(heartbeat, .milliseconds(hosts)) }

    /// A large fleet needs longer to come back: two hundred handshakes a second.
    func returnTime(of hosts: Int) -> Duration { max(returnTime, .milliseconds(hosts * 5)) }
}
