import Core
import Foundation
import Logging
import Testing
import Web

/// The files of the policy directory, followed while the controller runs.
final class PolicyDirectoryTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("policy-\(UUID().uuidString)").path
    private let time = VirtualTime()
    private let engine: PolicyEngine
    private let directory: PolicyDirectory

    init() throws {
        engine = try PolicyEngine(rules: [PolicyRule("identity:get_region", "")])
        directory = PolicyDirectory(
            path: path, engine: engine, time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    private var allowed: Bool { engine.check("identity:get_region", caller: .inProject, target: [:]) }

    private func write(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Moves the clock until the predicate holds.
    private func eventually(_ predicate: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !predicate() {
            try #require(ContinuousClock.now < deadline, "it never came to hold")
            if time.nextDeadline != nil { time.advance(by: .seconds(2)) }
            await Task.yield()
        }
    }

    @Test func loadReadsAllPolicyFilesAndNothingElse() throws {
        try directory.load()
        #expect(allowed)
        try write("a.yaml", "identity:get_region: rule:owner")
        try write("b.json", #"{"owner": "!"}"#)
        try write("notes.txt", "not a policy: [")
        try write(".hidden.yaml", "not a policy: [")
        try directory.load()
        #expect(!allowed)
        #expect(directory.fault == nil)
    }

    @Test func loadRefusesAWrongFile() throws {
        try write("a.yaml", "identity:get_region: '!'\nnonsense: '@'")
        let fault = try #require(throws: Fault.self) { try directory.load() }
        #expect(fault.message.hasPrefix("\(path)/a.yaml:2: rule 'nonsense': neither known"))
        #expect(directory.fault?.message == fault.message)
        #expect(allowed)
    }

    @Test func loadRefusesBytesThatAreNoText() throws {
        try write("a.yaml", "")
        try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: "\(path)/a.yaml"))
        #expect(throws: Fault.self) { try directory.load() }
    }

    @Test(.timeLimit(.minutes(1))) func runFollowsTheFiles() async throws {
        try directory.load()
        let task = Task { [directory] in try await directory.run() }
        try write("a.yaml", "identity:get_region: '!'")
        try await eventually { !allowed }
        try write("a.yaml", "identity:get_region: role:")
        try write("b.yaml", "owner: (")
        try await eventually { directory.fault != nil }
        #expect(!allowed)
        try FileManager.default.removeItem(atPath: "\(path)/b.yaml")
        try write("a.yaml", "identity:get_region: role:member")
        try await eventually { allowed }
        #expect(directory.fault == nil)
        try write("a.yaml", "identity:get_region: '!'")
        try await eventually { !allowed }
        try FileManager.default.removeItem(atPath: path)
        try await eventually { allowed }
        task.cancel()
        try await task.value
    }
}
