import Core

/// What `apus up` does, in its order: cloud, controller, host, agent.
struct BringUp {
    let directory: StateDirectory
    let console: Console
    let patience: Duration
    private let runner: any Runner
    private var report = UpReport()

    init(directory: StateDirectory, console: Console, patience: Duration) {
        self.directory = directory
        self.console = console
        self.patience = patience
        runner = Runners.choose(for: directory)
    }

    /// - Parameter guestImage: the file of the image that a new cloud begins with, together with networks, flavors and a key.
    mutating func run(wishes: SetupWishes, agent: Bool, guestImage: String? = nil) async throws -> UpReport {
        let clock = ContinuousClock()
        let start = clock.now
        report.made = try await Setup(directory: directory, wishes: wishes).run(console)
        let client = try await startController()
        if agent { try await startAgent(client) }
        report.cloud = try LocalCloud.load(directory)
        if let guestImage { try await furnish(client, guestImage) }
        report.took = clock.now - start
        report.controllerMemory = try await runner.process(.controller)?.residentMemory ?? 0
        report.agentMemory = try await runner.process(.agent)?.residentMemory ?? 0
        report.hints = cloudsHint
        return report
    }

    /// Where the clients don't look by themselves they must be told.
    private var cloudsHint: String? {
        guard let file = report.cloud?.cloudsFile, file != CloudsFile.personal else { return nil }
        return "export OS_CLIENT_CONFIG_FILE=\(file)"
    }

    private mutating func startController() async throws -> APIClient {
        let before = try await runner.process(.controller)
        if before == nil { try PortCheck.refuseTaken(ControllerConfig.load(directory.configuration)) }
        try await runner.start()
        let client = try CloudFinder.client(for: directory)
        try await console.working("Waiting for the controller") {
            let answer: Bool? = try await Wait.until(patience) {
                do {
                    try await client.signIn()
                    return true
                } catch let fault as Fault where fault.kind == .unavailable {
                    return nil
                }
            }
            if answer == nil { throw try await silence(.controller, "The controller does not answer") }
        }
        let now = try await runner.process(.controller)
        report.controllerStarted = before == nil || before != now
        return client
    }

    private mutating func startAgent(_ client: APIClient) async throws {
        let files = AgentFiles(directory)
        let host = Machine.hostName
        let before = try await runner.process(.agent)
        if !Machine.exists(files.settings) {
            report.joined = true
            try await console.working("Letting this host join") {
                try await LocalJoin(directory: directory, client: client).join(host: host)
            }
        }
        if before == nil { try await runner.start() }
        report.host = try await console.working("Waiting for the agent") {
            guard let host = try await Wait.until(patience, { try await Self.upHost(host, client) }) else {
                throw try await silence(.agent, "The host \(host) does not come up")
            }
            return host
        }
        let now = try await runner.process(.agent)
        report.agentStarted = before == nil || before != now
    }

    private mutating func furnish(_ client: APIClient, _ image: String) async throws {
        guard let cloud = report.cloud else { return }
        report.furnished = try await DemoCloud(client: client, console: console, keyFile: cloud.demoKey).make(image: image)
        report.hasGuestImage = true
    }

    private static func upHost(_ name: String, _ client: APIClient) async throws -> HostView? {
        do {
            let host = HostView(try await client.get("/apus/v1/hosts/\(name)"))
            return host?.phase == "up" ? host : nil
        } catch let fault as Fault where fault.kind == .notFound || fault.kind == .unavailable {
            return nil
        }
    }

    /// Says what the program itself said last.
    private func silence(_ program: LocalProgram, _ message: String) async throws -> Fault {
        let words = try await runner.lastWords(program).last.map(LogWords.text) ?? "It has written no log."
        return Fault(
            .requestTimeout, code: "UP-\(program.rawValue.uppercased())", message,
            hint: "`apus doctor` looks for the reason.", detail: "Its last words: \(words)")
    }
}
