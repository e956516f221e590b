import Foundation

/// A directory of its own for one test; it goes with its last holder.
final class AuthDirectory: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("apus-auth-\(UUID().uuidString)").path

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
