/// What becomes of a server in one transaction.
struct ServerChange: Sendable, Equatable {
    struct Note: Sendable, Equatable {
        let kind: Event.Kind
        let message: String
        var progress: Int?
        var isFailure = false
    }

    var state: ServerState
    var steps: [ServerStep] = []
    /// For the timeline.
    var notes: [Note] = []

    init(_ state: ServerState) { self.state = state }

    mutating func note(_ kind: Event.Kind, _ message: String, progress: Int? = nil, isFailure: Bool = false) {
        notes.append(Note(kind: kind, message: message, progress: progress, isFailure: isFailure))
    }
}
