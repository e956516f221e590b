import Core
import HTTPTypes
import Web

/// The files of noVNC, which shows a screen in a browser, from where it is installed on this machine.
struct ConsolePages: Sendable {
    /// `deploy/up` puts it into the first; Debian's package novnc into the second.
    static let places = ["/usr/local/share/apus/novnc", "/usr/share/novnc"]

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png", "ico": "image/x-icon", "json": "application/json", "oga": "audio/ogg",
        "mp3": "audio/mpeg", "ttf": "font/ttf", "woff": "font/woff", "woff2": "font/woff2",
    ]

    let places: [String]

    init(places: [String] = ConsolePages.places) { self.places = places }

    /// - Parameter names: the segments of the path; none can lead out of the folder.
    func file(_ names: [String]) throws -> Reply {
        let missing = Fault(
            .notFound, code: "CONSOLE-PAGE", "The console's page is not installed on the controller.",
            hint: "Install noVNC into \(places.first ?? ""), or use another client for the WebSocket.")
        guard names.allSatisfy(Self.isPlain), let type = Self.types[names.last?.split(separator: ".").last.map(String.init) ?? ""]
        else { throw missing }
        for place in places {
            let path = ([place] + names).joined(separator: "/")
            guard FileStatus(path)?.isRegularFile == true, let bytes = try DurableFile.read(path) else { continue }
            return .bytes(headers: [.cacheControl: "max-age=3600"], contentType: type, bytes)
        }
        throw missing
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.hasPrefix(".")
            && name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
            }
    }
}
