/// Keeps a log readable while the same thing goes wrong again and again.
struct Repeats {
    private let pause: Duration
    private var last: (text: String, at: Duration)?

    /// - Parameter pause: after this time the same is news again
    init(every pause: Duration) { self.pause = pause }

    mutating func isNews(_ text: String, at now: Duration) -> Bool {
        if let last, last.text == text, now - last.at < pause { return false }
        last = (text, now)
        return true
    }
}
