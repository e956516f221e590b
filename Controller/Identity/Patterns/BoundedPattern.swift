/// A regular expression that costs no more than its length times the text's, whatever either says: for expressions and texts
/// that come from outside.
///
/// Theory of operation: the pattern becomes a program for a machine that follows all its ways at once (Thompson's
/// construction), so that nothing is ever tried again. What cannot be done that way, looking around and referring back, is
/// refused. The syntax is that of Python's `re`, which the API's clients write.
struct BoundedPattern: Sendable {
    /// Of the pattern, in characters.
    static let longestPattern = 1024
    /// Of the program: `(a{1000}){1000}` is short and would not be.
    static let longestProgram = 4096

    /// Why a pattern is not taken.
    struct Refusal: Error, Sendable, Equatable {
        let reason: String
    }

    let text: String
    private let program: [PatternStep]
    private let ignoresCase: Bool

    /// - Throws: ``Refusal`` for what is no pattern, or too long a one.
    init(_ text: String) throws(Refusal) {
        var parser = PatternParser(text)
        let node = try parser.parse()
        self.text = text
        ignoresCase = parser.ignoresCase
        program = try PatternCompiler.compile(node)
    }

    /// Whether the pattern is found anywhere in the text.
    func isFound(in text: String) -> Bool {
        let characters = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
        var machine = PatternMachine(program: program, text: characters)
        return machine.search()
    }
}
