import Core
import Foundation

/// The place that runs of a scenario begin with: a cloud that has been set up, with hosts that have joined. Made once, by the real
/// controller and the real agents' own join, and copied for each run.
struct Template: Sendable {
    let place: Place
    let hosts: [String]

    /// No run's own: equal seeds draw equal ids.
    private static let seed = UInt64.max
    private static let birth = Timestamp(seconds: 1_700_000_000)

    init(for hosts: [String], in directory: String) {
        self.hosts = hosts
        place = Place(path: directory + "/template-" + (hosts.isEmpty ? "bare" : hosts.joined(separator: "-")))
    }

    /// When it was finished.
    var time: Timestamp {
        get throws {
            let text = try String(contentsOfFile: place.path + "/time", encoding: .utf8)
            return Timestamp(microseconds: Int64(text) ?? 0)
        }
    }

    /// - Throws: `ScriptFailure` where a cloud cannot be set up at all
    func make(isTraced: Bool) throws {
        guard !FileManager.default.fileExists(atPath: place.path + "/time") else { return }
        try place.make()
        _ = try CertificateAuthorityMaker.make(in: place, now: Self.birth)
        let world = World(place, hosts: hosts, fate: Fate(), isTraced: isTraced)
        let loop = world.loop
        let end = loop.run(seed: Self.seed, from: Self.birth, for: .seconds(3600)) {
            do {
                let script = Script(world: world)
                world.startController()
                try await Furnishing.bring(script)
                for host in hosts { try await script.join(world.machine(host)) }
            } catch {
                world.wrong("\(error)")
            }
        }
        world.controller?.leaveDatabase()
        try? FileManager.default.removeItem(atPath: place.controller.path + "/life-1")
        guard end == .finished, world.wrongs.isEmpty else {
            throw ScriptFailure("a cloud cannot be set up (\(end)): \(world.wrongs.joined(separator: "; "))")
        }
        try "\(loop.now.microseconds)".write(toFile: place.path + "/time", atomically: true, encoding: .utf8)
    }
}
