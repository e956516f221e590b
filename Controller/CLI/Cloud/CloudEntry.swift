import Core

/// One entry of a clouds.yaml: where a cloud is and who asks, in the words of the OpenStack clients.
struct CloudEntry: Sendable, Equatable {
    var authURL: String
    var username: String
    var password: String
    var project: String
    var userDomain = "Default"
    var projectDomain = "Default"
    var region: String
    /// The file of the authority's certificate; nil: the system's authorities.
    var cacert: String?

    init(authURL: String, username: String, password: String, project: String, region: String, cacert: String?) {
        self.authURL = authURL
        self.username = username
        self.password = password
        self.project = project
        self.region = region
        self.cacert = cacert
    }

    /// nil where something that is needed is missing.
    init?(_ json: JSON) {
        guard let auth = json["auth"], let url = auth["auth_url"]?.string, let username = auth["username"]?.string,
            let password = auth["password"]?.string, let project = auth["project_name"]?.string
        else { return nil }
        authURL = url
        self.username = username
        self.password = password
        self.project = project
        userDomain = auth["user_domain_name"]?.string ?? "Default"
        projectDomain = auth["project_domain_name"]?.string ?? "Default"
        region = json["region_name"]?.string ?? ""
        cacert = json["cacert"]?.string
    }

    /// The lines of the entry below its name, each indented by `indent` spaces.
    func lines(indent: Int) -> [String] {
        func text(_ value: String) -> String { JSON.string(value).text }
        var lines = [
            "auth:",
            "  auth_url: \(text(authURL))",
            "  username: \(text(username))",
            "  password: \(text(password))",
            "  project_name: \(text(project))",
            "  user_domain_name: \(text(userDomain))",
            "  project_domain_name: \(text(projectDomain))",
            "region_name: \(text(region))",
        ]
        if let cacert { lines.append("cacert: \(text(cacert))") }
        lines += ["identity_api_version: 3", "interface: public"]
        return lines.map { String(repeating: " ", count: indent) + $0 }
    }
}
