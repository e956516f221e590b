import AgentRuntime
import Glibc

/// What the person at the terminal reads.
enum Terminal {
    static func tell(_ fault: AgentFault) {
        write("✗ \(fault.message)\n  \(fault.hint)      Code: \(fault.code)\n", to: STDERR_FILENO)
    }

    static func say(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    private static func write(_ text: String, to file: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(file, bytes, bytes.count)
    }
}
