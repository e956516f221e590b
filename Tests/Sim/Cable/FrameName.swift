import AgentProtocol

/// What a frame is called in traces, and whether it is one of those that go on for ever and are no effect.
enum FrameName {
    static func of(_ frame: AgentFrame) -> String {
        switch frame.body {
        case .hello: "hello"
        case .heartbeat: "heartbeat up"
        case .observations(let batch):
            "observations" + (batch.full ? " full" : "")
                + batch.observations.map { " \($0.set) \($0.id.prefix(8)) \($0.state)@\($0.generation)" }.joined(separator: ",")
        case .certificateRequest: "certificate request"
        case .setTaken(let taken): "taken \(taken.set) \(taken.revision)"
        case nil: "nothing"
        }
    }

    static func of(_ frame: ControllerFrame) -> String {
        switch frame.body {
        case .welcome(let welcome): "welcome \(welcome.epoch)"
        case .heartbeat: "heartbeat down"
        case .itemSet(let set):
            "set \(set.set)@\(set.revision)" + set.items.map { " \($0.id.prefix(8))@\($0.generation)" }.joined()
        case .setDelta(let delta):
            "delta \(delta.set)@\(delta.revision)" + delta.changed.map { " \($0.id.prefix(8))@\($0.generation)" }.joined()
                + delta.removed.map { " -\($0.prefix(8))" }.joined()
        case .certificate: "certificate"
        case .openTunnel: "open tunnel"
        case nil: "nothing"
        }
    }

    static func isNoise(_ frame: AgentFrame) -> Bool {
        switch frame.body {
        case .heartbeat: true
        // How the host fares, again and again.
        case .observations(let batch): !batch.full && batch.observations.allSatisfy { Self.isHealth($0) }
        default: false
        }
    }

    private static func isHealth(_ observation: ItemObservation) -> Bool {
        if case .health? = observation.detail { true } else { false }
    }

    static func isNoise(_ frame: ControllerFrame) -> Bool {
        if case .heartbeat = frame.body { true } else { false }
    }
}
