import ArgumentParser
import Core

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.",
        discussion: "Prints the version of this program; `apus up` warns when the running controller has another one.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = Console(json: common.json)
        console.line("apus \(Apus.version)")
        console.document { w in w.object { $0.field("version", Apus.version) } }
    }
}
