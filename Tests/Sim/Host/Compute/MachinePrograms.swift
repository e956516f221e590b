import Foundation
import HostCommands

/// The programs that make disks: they write what their callers look at, and little more.
struct MachinePrograms: CommandRunner {
    let calls: MachineCalls

    func execute(_ command: Command) async throws -> CommandResult {
        let words = command.arguments
        switch (command.program, words.first) {
        case ("qemu-img", "info"): return try await calls.look { try info(words.last ?? "") }
        case ("qemu-img", "create"):
            let path = words.dropLast().last ?? ""
            return try await calls.call("qemu-img create") { try write(path, "disk") }
        case ("genisoimage", _):
            let path = words.firstIndex(of: "-o").map { words[$0 + 1] } ?? ""
            return try await calls.call("genisoimage") { try write(path, "drive") }
        case (let program, _): return try await calls.call(program) { CommandResult(status: 0) }
        }
    }

    private func info(_ path: String) throws -> CommandResult {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        return CommandResult(status: 0, output: Array(#"{"virtual-size": \#(size), "format": "raw"}"#.utf8))
    }

    private func write(_ path: String, _ text: String) throws -> CommandResult {
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            return CommandResult(status: 1, complaints: "cannot write \(path)")
        }
        return CommandResult(status: 0)
    }
}
