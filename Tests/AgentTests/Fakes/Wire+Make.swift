import AgentProtocol
import AgentRuntime

extension Item {
    /// A health item; `generation` is what tests tell versions by.
    static func make(_ id: String, _ generation: UInt64 = 1) -> Item {
        var item = Item()
        item.id = id
        item.generation = generation
        item.health.intervalMilliseconds = UInt32(generation)
        return item
    }
}

extension ItemSet {
    static func make(
        _ set: String, revision: UInt64 = 1, _ items: [Item], last: Bool = true, confirmed: Bool = false
    ) -> ItemSet {
        var value = ItemSet()
        value.set = set
        value.revision = revision
        value.items = items
        value.lastPart = last
        value.removalConfirmed = confirmed
        return value
    }
}

extension SetDelta {
    static func make(_ set: String, revision: UInt64, changed: [Item] = [], removed: [String] = []) -> SetDelta {
        var value = SetDelta()
        value.set = set
        value.revision = revision
        value.changed = changed
        value.removed = removed
        return value
    }
}

extension ControllerFrame {
    static func make(_ epoch: UInt64, _ body: OneOf_Body) -> ControllerFrame {
        var frame = ControllerFrame()
        frame.epoch = epoch
        frame.body = body
        return frame
    }
}

extension Observation {
    static func make(_ id: String, _ state: State = .ready, generation: UInt64 = 1) -> Observation {
        var observation = Observation()
        observation.set = "s"
        observation.id = id
        observation.generation = generation
        observation.state = state
        return observation
    }
}
