/// One piece of the tables that is made, replaced and removed as a whole: a port's, a group's, a network's.
///
/// All lines are of nft(8). Everything of several units goes into one transaction: first what others may refer to (`declare`),
/// then contents, then the elements that lead packets there; removal goes the other way.
struct FilterUnit: Sendable, Equatable {
    enum Key: Sendable, Hashable {
        case port(tap: String)
        case group(String)
        case network(bridge: String)
    }

    var key: Key
    var label: Label
    /// Makes chains and sets, if they are not there.
    var declare: [String] = []
    /// Replaces what is in them.
    var fill: [String] = []
    /// Leads packets there; the label is in it.
    var enter: [String] = []
    /// Takes back `enter`.
    var leave: [String] = []
    /// Removes the chains and sets.
    var drop: [String] = []
    /// Elements of sets, by the name of the set.
    var members: [String: Set<String>] = [:]

    /// Of all but the members.
    var bodyDigest: String {
        var digest = Digest()
        for line in declare + fill { digest.add(line) }
        return digest.text
    }

    /// Of everything.
    var digest: String {
        var digest = Digest()
        digest.add(bodyDigest)
        for (name, elements) in members.sorted(by: { $0.key < $1.key }) {
            digest.add(name)
            for element in elements.sorted() { digest.add(element) }
        }
        return digest.text
    }
}

/// A short name for a chain or set, of an id.
func nftName(_ id: String) -> String {
    String(id.map { $0.isLetter || $0.isNumber ? $0 : "_" })
}
