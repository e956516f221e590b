import ArgumentParser
import Core
import Foundation
import Store

/// Durable single-row commits and single-row reads of the store, beside plain SQLite through its C interface.
@main
struct StoreBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-benchmark",
        abstract: "Compare the store with plain SQLite in C: durable commits and reads per second.",
        discussion: """
            Both sides use the same file system, table, statements and pragmas (WAL, synchronous=FULL, foreign_keys=ON), and take \
            turns, so that a disk that is now faster, now slower, favours neither. A commit is one inserted row with a fsync of \
            its own; concurrent writers of plain SQLite have a connection and a thread each, as a program without the store would.

            Judge the ratios: the rates themselves are those of this disk. Build with -c release.
            """)

    @Option(help: "How long each side is measured per round, in seconds.")
    var seconds: Double = 2

    @Option(help: "How often the sides take turns.")
    var rounds: Int = 3

    @Option(help: "Where the databases are made; they are removed afterwards.", completion: .directory)
    var directory: String = FileManager.default.temporaryDirectory.path

    @Option(help: ArgumentHelp("An empty PostgreSQL database for the store, instead of a file.", valueName: "url"))
    var database: String?

    func validate() throws {
        guard seconds > 0, rounds > 0 else { throw ValidationError("Both --seconds and --rounds have to be more than 0.") }
    }

    func run() async throws {
        let work = "\(directory)/apus-store-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: work) }

        let store = try StoreSide(path: database ?? "\(work)/store.db")
        let plain = try PlainSide(path: "\(work)/plain.db")
        var rates = Rates()
        for round in 1...rounds {
            for load in Load.allCases {
                say("round \(round) of \(rounds): \(load.title)")
                await rates.add(load, .plain, try plain.rate(of: load, seconds: seconds))
                await rates.add(load, .store, try store.rate(of: load, seconds: seconds))
            }
        }
        say("")
        for line in Report(rates).lines { print(line) }
    }

    /// Progress is not part of the answer.
    private func say(_ text: String) {
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
