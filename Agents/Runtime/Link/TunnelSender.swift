import AgentProtocol

/// Makes the frames of one tunnel: its name, then the bytes, and at last the problem, if there was one.
actor TunnelSender {
    /// Most bytes of one frame.
    private static let limit = 64 * 1024

    private let id: String
    private let pipe: BytePipe
    private var isNamed = false
    private var isOver = false
    private var rest: ArraySlice<UInt8> = []

    init(id: String, pipe: BytePipe) {
        self.id = id
        self.pipe = pipe
    }

    /// The next frame; waits for one. Nil when the tunnel is over. For one caller at a time.
    func next() async -> TunnelFrame? {
        guard !isOver else { return nil }
        guard isNamed else {
            isNamed = true
            var frame = TunnelFrame()
            frame.id = id
            return frame
        }
        do {
            if rest.isEmpty { rest = try await pipe.read()?[...] ?? [] }
            isOver = rest.isEmpty
            return isOver ? nil : part()
        } catch {
            isOver = true
            return Self.problem(error)
        }
    }

    private func part() -> TunnelFrame {
        var frame = TunnelFrame()
        frame.data = .init(rest.prefix(Self.limit))
        rest = rest.dropFirst(Self.limit)
        return frame
    }

    /// Nil where the tunnel only ended.
    private static func problem(_ error: any Error) -> TunnelFrame? {
        if error is CancellationError || error is BytePipe.Closed { return nil }
        let fault =
            error as? AgentFault
            ?? AgentFault("AGENT-TUNNEL", "The console cannot be reached: \(error).", hint: "Try again; look at the agent's log.")
        var frame = TunnelFrame()
        frame.problem.code = fault.code
        frame.problem.message = fault.message
        frame.problem.hint = fault.hint
        return frame
    }
}
