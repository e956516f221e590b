import AgentRuntime
import Libvirt
import Metrics

/// All guests of this host at one moment, from libvirt's list and the directories.
struct GuestCensus: Sendable {
    var guests: [GuestID: GuestSight] = [:]
    /// Names in the image cache that some directory refers to.
    var images: Set<String> = []
    /// Why libvirt could not be asked; then only directories are known.
    var problem: GuestProblem?

    static func take(_ host: any DomainHost, _ instances: Instances) async throws -> GuestCensus {
        var census = GuestCensus()
        for (id, label) in try await DiskWork.run({ try instances.all() }) {
            census.guests[id, default: GuestSight()].directory = label
            census.images.formUnion(label.images)
        }
        do {
            for domain in try await host.domains() {
                guard let id = GuestID(domain.id), let seen = SeenDomain(domain) else { continue }
                census.guests[id, default: GuestSight()].domain = seen
            }
        } catch { census.problem = GuestProblem(error) }
        return census
    }

    /// Of its item; nil where nothing says it.
    func set(of id: GuestID) -> String? {
        guard let seen = guests[id] else { return nil }
        return [seen.domain?.label.set, seen.directory?.set].compactMap(\.self).first { !$0.isEmpty }
    }

    func count() {
        var counts = ["running": 0, "paused": 0, "shut_off": 0, "suspended": 0, "unfinished": 0]
        for seen in guests.values { counts[Self.word(seen), default: 0] += 1 }
        for (state, count) in counts { Gauge(label: "apus_guests", dimensions: [("state", state)]).record(count) }
    }

    private static func word(_ seen: GuestSight) -> String {
        switch seen.domain?.status {
        case .running?: "running"
        case .paused?: "paused"
        case .off?: seen.domain?.hasSavedState == true ? "suspended" : "shut_off"
        case nil: "unfinished"
        }
    }
}
