/// A line of a census without what may differ between two ways to the same end: generations, digests, the numbers of connection
/// tracking's zones.
enum CensusEssence {
    static func of(_ line: String) -> String {
        var words = line.split(separator: " ", omittingEmptySubsequences: false).map { unlabelled(String($0)) }
        // The items beside forwarding tables and groups' sets: "<id> <generation> …".
        if words.count > 3, words[0] == "line", words[1].hasPrefix("peers/") || words[1].hasPrefix("groups/") {
            words.remove(at: 3)
        }
        if words.count > 5, words[0] == "element", words[4] == "labels" { words[5] = "group" }
        if words.count > 6, words[0] == "element", words[4] == "zones" { words.removeSubrange(6...) }
        return words.map(untagged).joined(separator: " ")
    }

    /// "apus:<kind>:<id>" of "apus:<kind>:<id>:<generation>" and what follows.
    private static func unlabelled(_ word: String) -> String {
        guard let start = word.firstRange(of: "apus:")?.lowerBound else { return word }
        let end = word.hasSuffix("\"") ? "\"" : ""
        return word[..<start] + word[start...].split(separator: ":").prefix(3).joined(separator: ":") + end
    }

    /// Tags of dnsmasq have the first eight digits of a subnet's id.
    private static func untagged(_ word: String) -> String {
        guard let start = word.firstRange(of: "subnet-")?.upperBound, word[start...].prefix(8).allSatisfy(\.isHexDigit) else {
            return word
        }
        return String(word[..<start] + word[start...].dropFirst(8))
    }
}
