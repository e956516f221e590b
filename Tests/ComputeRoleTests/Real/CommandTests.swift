import HostCommands
import Testing

@Suite struct CommandTests {
    let runner = HostCommandRunner()

    @Test func argumentsReachTheProgramAsTheyAre() async throws {
        let words = ["$(id)", "a b", "'", "\"; rm", "*"]
        let result = try await runner.run("printf", ["%s|%s|%s|%s|%s"] + words)
        #expect(result.text == words.joined(separator: "|"))
    }

    @Test func nothingOfThisProcessEnvironmentIsSeen() async throws {
        let lines = try await runner.run("env", []).text.split(separator: "\n")
        #expect(Set(lines.map { $0.prefix { $0 != "=" } }) == ["PATH", "LC_ALL", "HOME"])
    }

    @Test func inputIsReadToItsEnd() async throws {
        let input = [UInt8](repeating: 7, count: 300_000)
        #expect(try await runner.run("cat", [], input: input).output == input)
    }

    @Test func aStatusIsAnAnswerOrAFailure() async throws {
        #expect(try await runner.execute(Command("sh", ["-c", "echo no >&2; exit 3"])).status == 3)
        await #expect(throws: CommandError.failed(program: "sh", status: 3, complaints: "no\n")) {
            try await runner.run("sh", ["-c", "echo no >&2; exit 3"])
        }
    }

    @Test(arguments: [CommandLimits(), CommandLimits.hostileInput, CommandLimits(niceness: 5)])
    func aProgramThatIsNotThereIsSaidSo(limits: CommandLimits) async {
        await #expect(throws: CommandError.missing(program: "apus-no-such-program")) {
            try await runner.run("apus-no-such-program", [], limits: limits)
        }
    }

    @Test func timeIsLimitedForAllThatItHasStarted() async throws {
        await #expect(throws: CommandError.timedOut(program: "sh", after: .milliseconds(200))) {
            try await runner.run("sh", ["-c", "sleep 61 & sleep 61"], limits: CommandLimits(time: .milliseconds(200)))
        }
    }

    @Test func outputIsLimited() async throws {
        await #expect(throws: CommandError.tooMuchOutput(program: "head")) {
            try await runner.run("head", ["-c", "5000", "/dev/zero"], limits: CommandLimits(output: 4999))
        }
    }

    @Test func memoryAndNicenessAreLimited() async throws {
        let limits = CommandLimits(addressSpace: 1 << 29, processorSeconds: 7, niceness: 3)
        let result = try await runner.run("sh", ["-c", "ulimit -v; ulimit -t; nice"], limits: limits)
        #expect(result.text == "524288\n7\n3\n")
    }

    @Test func aCancelledTaskKillsItsProgram() async throws {
        let task = Task { try await runner.run("sleep", ["62"]) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }
}
