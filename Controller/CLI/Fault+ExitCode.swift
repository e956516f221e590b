import Core

extension Fault {
    /// The exit codes that the help of `apus` documents (sysexits.h where it has a word for it).
    var exitCode: Int32 {
        if code.hasPrefix("CONFIG-") { return 78 }
        return switch kind {
        case .unauthorized, .forbidden: 77
        case .unavailable: 69
        case .requestTimeout: 75
        default: 1
        }
    }
}
