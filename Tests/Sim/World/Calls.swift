/// Calls that wait for an answer of another process, so that they can be told when it dies.
///
/// Unchecked: as the world.
final class Calls: @unchecked Sendable {
    private struct Call {
        var server: Owner
        var fail: @Sendable () -> Void
    }

    private var open: [Int: Call] = [:]
    private var last = 0

    func begin(with server: Owner, _ fail: @escaping @Sendable () -> Void) -> Int {
        last += 1
        open[last] = Call(server: server, fail: fail)
        return last
    }

    /// - Returns: false where the caller has been told already that it failed
    func end(_ number: Int) -> Bool { open.removeValue(forKey: number) != nil }

    func failAll(of server: Owner) {
        let lost = open.filter { $0.value.server == server }.sorted { $0.key < $1.key }
        for (number, call) in lost {
            open[number] = nil
            call.fail()
        }
    }
}
