/// A line of a census without what may differ between two ways to the same end: generations, digests, the numbers of connection
/// tracking's zones; and with all ids in the same spelling, so that they can be replaced by names.
enum CensusEssence {
    static func of(_ line: String) -> String {
        var words = line.split(separator: " ", omittingEmptySubsequences: false).map { unlabelled(String($0)) }
        // The items beside forwarding tables and groups' sets: "<id> <generation> …".
        if words.count > 3, words[0] == "line", words[1].hasPrefix("peers/") || words[1].hasPrefix("groups/") {
            words.remove(at: 3)
        }
        if words.count > 5, words[0] == "element", words[4] == "labels" { words[5] = "group" }
        if words.count > 6, words[0] == "element", words[4] == "zones" { words.removeSubrange(6...) }
        return dashed(words.map(untagged).joined(separator: " "))
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

    /// Names of nftables have "_" where ids have "-": "from_tap0a1b2c3d_00" becomes "from_tap0a1b2c3d-00".
    private static func dashed(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let length = lengthOfID(bytes[place...])
            for index in place..<place + length where bytes[index] == UInt8(ascii: "_") { bytes[index] = UInt8(ascii: "-") }
            place += max(length, 1)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Of a whole id, or of as much of one as devices' names have room for; 0 where there is none.
    private static func lengthOfID(_ bytes: ArraySlice<UInt8>) -> Int {
        let borders: Set<Int> = [8, 13, 18, 23]
        func isID(_ length: Int) -> Bool {
            bytes.count >= length
                && bytes.prefix(length).enumerated().allSatisfy { index, byte in
                    borders.contains(index) ? byte == UInt8(ascii: "_") : isHexDigit(byte)
                }
        }
        return isID(36) ? 36 : isID(11) ? 11 : 0
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
