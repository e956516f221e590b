import ArgumentParser
import Core
import Testing

@testable import CLI

struct TextTests {
    @Test func sizes() {
        #expect(Figures.size(512) == "512 B")
        #expect(Figures.size(31 << 20) == "31 MiB")
        #expect(Figures.size(4_080_218_931) == "3.8 GiB")
    }

    @Test func seconds() {
        #expect(Figures.seconds(.milliseconds(840)) == "0.8 s")
        #expect(Figures.seconds(.milliseconds(14_300)) == "14 s")
    }

    @Test func spans() {
        #expect(Figures.span(seconds: 119) == "119 seconds")
        #expect(Figures.span(seconds: -7200) == "2 hours")
        #expect(Figures.span(seconds: 3 * 86_400) == "3 days")
    }

    @Test func tables() {
        var table = Table("NAME", "X")
        table.add("a", "long")
        table.add("longer", "")
        #expect(table.lines == ["NAME    X", "a       long", "longer"])
    }

    @Test func lifetimes() {
        #expect(Lifetime(argument: "90m")?.minutes == 90)
        #expect(Lifetime(argument: "2h")?.minutes == 120)
        for text in ["", "m", "0m", "-1h", "2d", "2"] { #expect(Lifetime(argument: text) == nil) }
        #expect(Lifetime(minutes: 60).description == "1h")
    }

    @Test func outlines() {
        let json: JSON = ["a": ["x", "y"], "b": ["c": 1, "d": nil], "e": [], "f": [["g": true]]]
        #expect(
            Outline.lines(json) == ["a: x, y", "b:", "  c: 1", "  d: –", "e: none", "f:", "  -", "    g: true"])
    }

    @Test func logLines() {
        #expect(LogWords.text("plain") == "plain")
        #expect(LogWords.text(#"{"message":"m"}"#) == "m")
        #expect(LogWords.text(#"{"message":"m","code":"C","hint":"do"}"#) == "m. do [C]")
    }

    @Test func exitCodes() {
        #expect(Fault(.unavailable, code: "X", "").exitCode == 69)
        #expect(Fault(.requestTimeout, code: "X", "").exitCode == 75)
        #expect(Fault(.forbidden, code: "X", "").exitCode == 77)
        #expect(Fault(.badRequest, code: "CONFIG-INVALID", "").exitCode == 78)
        #expect(Fault(.conflict, code: "X", "").exitCode == 1)
    }

    @Test func everyCommandTeaches() {
        for command in Apus.configuration.subcommands {
            #expect(!command.configuration.abstract.isEmpty)
            let help = Apus.helpMessage(for: command)
            #expect(help.contains("OVERVIEW: ") && help.contains("USAGE: apus \(command.configuration.commandName ?? "?")"))
            #expect(command == HostCommand.self || command == DebugCommand.self || help.contains("--json"))
        }
    }
}
