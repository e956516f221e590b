/// How long each wait of a server may take before it ends in another attempt or in ERROR.
enum ServerDeadlines {
    static let attempts = 3
    /// For a host to make the ports.
    static let ports = Duration.seconds(60)
    /// For a host that cannot be reached, while a server is being built on it or would be if the host were back.
    static let silence = Duration.seconds(60)
    /// For a guest, since its host last reported another step or more progress: images may be large.
    static let domain = Duration.seconds(15 * 60)
    /// For a host that never said anything about a guest, until it counts as absent there.
    static let unseen = Duration.seconds(30)
    /// Before a host is tried again that has failed, when there is no other: what was in its way may pass.
    static let repetition = Duration.seconds(5)
    /// How often is looked whether a host is back that a server without a host waits for.
    static let placement = Duration.seconds(1)
    /// How often is looked again at what has no deadline: the reason stays known.
    static let recheck = Duration.seconds(60)
}
