public import Store

extension Topic {
    /// A server, by id: its intent, its decision or what it depends on has changed.
    public static let computeServers: Topic = "compute.servers"
    /// Something was written to the record of events; the id is the server's.
    static let computeEvents: Topic = "compute.events"
}
