/// What was found about one host.
public struct HostVerdict: Sendable {
    public let host: String
    let refusal: HostRefusal?
    /// What the host had at that moment.
    let record: ProviderRecord

    public var fits: Bool { refusal == nil }

    /// Of two that are refused: nothing but room is in the way here; equal ones by name.
    func isCloser(than other: HostVerdict) -> Bool {
        let (own, others) = (refusal?.isOfRoom ?? true, other.refusal?.isOfRoom ?? true)
        return own == others ? host < other.host : own
    }

    /// One word for what is in the way first, such as `memory`; empty for a host that fits.
    public var constraint: String { refusal?.words.constraint ?? "" }

    /// What the server wants of that, such as `16384 MB`.
    public var wanted: String { refusal?.words.wanted ?? "" }

    /// What the host has of it, such as `2816 MB free of 3800 (reserved 512)`.
    public var have: String { refusal?.words.have ?? "" }

    /// The whole reason in one line, without the host's name: `memory   wants 16384 MB, 2816 MB free of 3800 (reserved 512)`.
    public var detail: String {
        guard let words = refusal?.words else { return "fits" }
        let padding = String(repeating: " ", count: max(1, 9 - words.constraint.count))
        return words.constraint + padding + words.sentence
    }

    /// What one server can get here now; nil for a host on which something else than room is in the way.
    public var room: Resources? {
        guard refusal?.isOfRoom ?? true else { return nil }
        return Resources(record.slots, \.largest)
    }
}
