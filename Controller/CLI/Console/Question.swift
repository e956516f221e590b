import Core
import Glibc

/// Asks the person at the terminal.
enum Question {
    /// - Throws: `Fault` NOT-CONFIRMED unless the answer is yes; where nobody can be asked, too.
    static func confirm(_ question: String, yes: Bool) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Fault(
                .conflict, code: "NOT-CONFIRMED", "This asks for a confirmation, and there is no terminal", hint: "Add --yes.")
        }
        Console.write("\(question) [y/N] ", to: STDERR_FILENO)
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw Fault(.conflict, code: "NOT-CONFIRMED", "Nothing was done")
        }
    }
}
