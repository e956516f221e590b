import Core
import Glibc

/// What the supervisor runs, for the other commands: `run/supervisor.json`.
struct SupervisorStatus: Sendable, Equatable {
    struct Program: Sendable, Equatable {
        /// nil while it waits to be started again.
        var process: ProcessRecord?
        var starts: Int
        /// How it ended last; empty while it has not.
        var lastEnd: String
    }

    /// By name: "controller", "agent".
    var programs: [String: Program] = [:]

    static func path(_ directory: StateDirectory) -> String { "\(directory.runDirectory)/supervisor.json" }
    static func lock(_ directory: StateDirectory) -> String { "\(directory.runDirectory)/supervisor.lock" }

    static func load(_ directory: StateDirectory) -> SupervisorStatus? {
        guard let text = Machine.text(path(directory)), let json = try? JSONParser.parse(text), let members = json.object else {
            return nil
        }
        return SupervisorStatus(programs: members.mapValues(Program.init))
    }

    func store(in directory: StateDirectory) throws {
        let bytes = JSONWriter.bytes { w in
            w.object { w in
                for (name, program) in programs.sorted(by: { $0.key < $1.key }) {
                    w.field(name) { w in
                        w.object { w in
                            w.field("pid", program.process?.pid)
                            w.field("started_at", program.process?.startedAt)
                            w.field("starts", program.starts)
                            w.field("last_end", program.lastEnd)
                        }
                    }
                }
            }
        }
        try DurableFile.write(bytes, to: Self.path(directory), mode: 0o600)
    }
}

extension SupervisorStatus.Program {
    init(_ json: JSON) {
        if let pid = json["pid"]?.int, let start = json["started_at"]?.int {
            process = ProcessRecord(pid: pid_t(pid), startedAt: UInt64(start))
        }
        starts = Int(json["starts"]?.int ?? 0)
        lastEnd = json["last_end"]?.string ?? ""
    }
}
