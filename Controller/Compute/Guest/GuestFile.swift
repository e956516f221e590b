import Core

/// A file that was asked for with a server (`personality`, up to 2.56). Guests find its content beside the versions of their
/// documents, and in `meta_data.json` where it belongs.
struct GuestFile: Sendable, Equatable {
    static let folder = "content"

    /// Where the guest is to put it.
    let path: String
    let content: [UInt8]
    /// Its place among the server's files.
    let number: Int

    /// `0000`
    var name: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// - Parameter personality: as the server keeps it, contents in Base64.
    static func list(_ personality: [JSON]) -> [GuestFile] {
        personality.enumerated().compactMap { number, file in
            guard let path = file["path"]?.string, let text = file["contents"]?.string,
                let content = Base64.decode(text.filter { !$0.isWhitespace }, .standard)
            else { return nil }
            return GuestFile(path: path, content: content, number: number)
        }
    }
}
