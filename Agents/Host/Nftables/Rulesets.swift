/// What the agent asks of nftables, in the network namespace of the calling thread: the seam below which tests put a fake.
public protocol Rulesets: Sendable {
    /// All of the text (nft(8)), or nothing: one transaction of the kernel.
    func apply(_ text: String) throws
    /// The answer to a command such as "list map bridge apus taps".
    func list(_ command: String) throws -> String
}

extension Rulesets {
    /// Can rules of the bridge family ask for the state of a connection and for the name of the bridge here? Where
    /// nf_conntrack_bridge is missing, the first is refused when it is loaded.
    public var tracksBridgedConnections: Bool {
        let table = "bridge apus_probe"
        let probe = """
            add table \(table)
            add chain \(table) probe { type filter hook prerouting priority 10 ; }
            add rule \(table) probe meta ibrname "none" ct state established accept
            delete table \(table)

            """
        return (try? apply(probe)) != nil
    }
}
