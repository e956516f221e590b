import ArgumentParser
import Core
import Glibc

/// Runs the command that the words on the command line name.
///
/// Plain commands run right here, before there is any other thread: `version` and `--help` cost a few milliseconds, and
/// `supervise` owns the signals of its process. All others run in a task while this thread waits.
@main
enum Entry {
    static func main() {
        do {
            let command = try Apus.parseAsRoot()
            guard let work = command as? any Work else {
                var plain = command
                try plain.run()
                exit(0)
            }
            // Detached: `main` belongs to the main actor, whose thread waits here.
            Task.detached { await perform(work) }
            while true { pause() }
        } catch let fault as Fault {
            refuse(fault, Console(json: CommandLine.arguments.contains("--json")))
        } catch {
            Apus.exit(withError: error)
        }
    }

    private static func perform(_ work: any Work) async -> Never {
        let console = Console(json: work.common.json)
        do {
            try await work.run(console)
            exit(0)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let fault as Fault {
            refuse(fault, console)
        } catch {
            refuse(Fault(.internalError, code: "CLI-UNEXPECTED", "\(error)"), console)
        }
    }

    private static func refuse(_ fault: Fault, _ console: Console) -> Never {
        console.refusal(fault)
        exit(fault.exitCode)
    }
}
