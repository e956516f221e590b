/// What a fleet costs that nobody asks anything of.
struct Idle {
    let cloud: Cloud
    let size: Size
    /// Of the process before it let any agent in.
    let bareMemory: Int

    func run() async throws -> [Figure] {
        // What the start has left behind is not idle.
        try await Task.sleep(for: size.idleTime / 3)
        let (before, start) = (Usage.now, ContinuousClock.now)
        try await Task.sleep(for: size.idleTime)
        let (after, time) = (Usage.now, ContinuousClock.now - start)
        let perHost = Double(after.memory - bareMemory) / 1024 / Double(size.hosts)
        let cpu = (after.cpu - before.cpu).milliseconds / time.seconds
        return [
            Figure("memory of the controller", Double(after.memory) / 1_048_576, "MiB"),
            // A hundred hosts share what a process needs anyway.
            Figure("memory per idle host", perHost, "KiB", aim: "≤ 150", isBroken: perHost > 1500),
            Figure("idle: CPU of the controller", cpu / 10, "% of a core"),
            Figure("idle: CPU per host and second", cpu * 1000 / Double(size.hosts), "µs"),
            Figure("idle: sessions lost", Double(size.hosts - cloud.connected), "", isBroken: isIncomplete),
        ]
    }

    private var isIncomplete: Bool { cloud.connected != size.hosts }
}
