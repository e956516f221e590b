internal import Core
internal import Crypto
internal import HTTPTypes
internal import Web

/// The page that hands a dashboard its token: a form that sends itself (Keystone, "sso_callback_template").
enum SignOnPage {
    private static let script = "window.onload = function() { document.forms['sso'].submit(); }"

    static func reply(token: String, to origin: String, headers: HTTPFields) -> Reply {
        let body = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Signing in</title></head>
            <body>
            <form id="sso" name="sso" action="\(escaped(origin))" method="post">
            Please wait...
            <input type="hidden" name="token" id="token" value="\(escaped(token))">
            <noscript><input type="submit" name="submit_no_javascript" value="Continue"></noscript>
            </form>
            <script>\(script)</script>
            </body>
            </html>

            """
        var headers = headers
        headers[.cacheControl] = "no-store"
        headers[.contentSecurityPolicy] = policy(origin)
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return .bytes(headers: headers, contentType: "text/html; charset=utf-8", Array(body.utf8))
    }

    /// This script and no other runs, and the form goes to that server and no other.
    private static func policy(_ origin: String) -> String {
        let hash = Base64.encode(Array(SHA256.hash(data: Array(script.utf8))), .standard, padded: true)
        let target = WebAddress(origin)?.origin ?? "'none'"
        return "default-src 'none'; script-src 'sha256-\(hash)'; form-action \(target); frame-ancestors 'none'; base-uri 'none'"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { html, character in
            switch character {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.append(character)
            }
        }
    }
}
