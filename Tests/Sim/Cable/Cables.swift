/// The connections that stand, so that they break when a process at one of their ends dies.
///
/// Unchecked: as the world.
final class Cables: @unchecked Sendable {
    private var open: [Int: Cable] = [:]
    private var last = 0

    func add(_ cable: Cable) -> Int {
        last += 1
        open[last] = cable
        return last
    }

    func remove(_ number: Int) { open[number] = nil }

    /// A process has died: its kernel closes its sockets.
    func cut(_ owner: Owner, _ loop: Loop) {
        for (_, cable) in open.sorted(by: { $0.key < $1.key }) where cable.joins(owner) { cable.breaks() }
    }

    /// Holds back what is under way and what comes, as a network does that is about to fail: neither side hears anything.
    func hold(host: String) -> [Cable] {
        let held = open.sorted { $0.key < $1.key }.map(\.value).filter { $0.host == host }
        for cable in held { cable.isHeld = true }
        return held
    }

    /// Of one host, as when somebody pulls the plug.
    func cut(host: String) {
        for (_, cable) in open.sorted(by: { $0.key < $1.key }) where cable.host == host { cable.breaks() }
    }
}
