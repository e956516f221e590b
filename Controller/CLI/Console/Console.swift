import Core
import Glibc

/// Where the words of a command go: answers to standard output, progress and refusals to standard error.
///
/// With `--json` standard output holds one document and nothing else. Colours and updating lines appear on a terminal only.
struct Console: Sendable {
    let json: Bool
    let colour: Bool
    /// Standard error is a terminal, on which a line can be rewritten.
    let live: Bool

    init(json: Bool) {
        self.json = json
        let isPlain = Environment["NO_COLOR"] != nil || Environment["TERM"] == "dumb"
        colour = !isPlain && isatty(STDOUT_FILENO) == 1
        live = Environment["TERM"] != "dumb" && isatty(STDERR_FILENO) == 1
    }

    /// A line for people.
    func line(_ text: String = "") {
        if !json { Self.write(text + "\n", to: STDOUT_FILENO) }
    }

    func good(_ text: String) { line("  \(paint("✓", .green)) \(text)") }
    func bad(_ text: String) { line("  \(paint("✗", .red)) \(text)") }
    func warning(_ text: String) { line("  \(paint("!", .yellow)) \(text)") }

    /// The answer for programs.
    func document(_ write: (inout JSONWriter) -> Void) {
        guard json else { return }
        Self.write(String(decoding: JSONWriter.bytes(write), as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }

    /// What went wrong, why, what to do, and the code.
    func refusal(_ fault: Fault) {
        if json {
            document { w in
                w.object { w in
                    w.field("error") { w in
                        w.object { w in
                            w.field("code", fault.code)
                            w.field("message", fault.message)
                            w.field("hint", fault.hint)
                        }
                    }
                }
            }
            return
        }
        var text = "  \(Environment["NO_COLOR"] == nil && live ? Paint.red.apply("✗") : "✗") \(fault.message)\n"
        if let detail = fault.detail { text += "    \(detail)\n" }
        if let hint = fault.hint { text += "    \(hint)\n" }
        if let cause = fault.cause { text += "    Cause: \(cause)\n" }
        Self.write(text + "    Code: \(fault.code)\n", to: STDERR_FILENO)
    }

    /// Of the terminal, in characters; of a page where there is none.
    var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 120 }
        return Int(size.ws_col)
    }

    func paint(_ text: String, _ paint: Paint) -> String { colour ? paint.apply(text) : text }

    static func write(_ text: String, to file: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
