// The table of options: name, explanation, default, and how a YAML value is taken over.

extension ControllerConfig {
    public struct Option: Sendable {
        public let name: String
        public let explanation: String
        /// As YAML.
        public let standard: String
        /// Takes the value over; what it returns is the reason why not.
        let set: @Sendable (inout ControllerConfig, JSON) -> String?
        /// The current value as YAML.
        let get: @Sendable (ControllerConfig) -> String
    }

    public static let options: [Option] = [
        text("state", "The state directory: database, certificates, keys. Its mode must be 0700.", \.state) {
            $0.hasPrefix("/") ? nil : "must be an absolute path"
        },
        text(
            "database",
            "A PostgreSQL database, postgresql://user@host/name?sslrootcert=/path/ca.pem; empty: a file in the state directory.",
            \.database
        ) {
            let isURL = $0.hasPrefix("postgresql://") || $0.hasPrefix("postgres://")
            return $0.isEmpty || isURL ? nil : "must be a URL that begins with postgresql://"
        },
        text("listen", "The address to listen on; 127.0.0.1 serves this machine only.", \.listen) {
            $0.isEmpty ? "must be an address" : nil
        },
        number("port", "The port of the API (TLS).", \.port, 1...65_535),
        number("fleet_port", "The port that agents dial (mutual TLS).", \.fleetPort, 1...65_535),
        text("name", "The name or address by which clients and agents reach this controller; empty: the host name.", \.name),
        text("region", "The region of this cloud in the catalog.", \.region) {
            (1...255).contains($0.count) ? nil : "must have 1 to 255 characters"
        },
        number("token_lifetime", "How long a token is valid, in seconds.", \.tokenLifetime, 60...86_400),
        limitModel,
        Option(
            name: "trusted_proxies",
            explanation: "Addresses of proxies whose Forwarded and X-Forwarded-* headers are believed.", standard: "[]",
            set: { config, value in
                guard let array = value.array else { return "must be a list of addresses" }
                let texts = array.compactMap(\.string)
                guard texts.count == array.count else { return "must be a list of addresses" }
                config.trustedProxies = texts
                return nil
            },
            get: { "[" + $0.trustedProxies.map { JSON.string($0).text }.joined(separator: ", ") + "]" }),
        number("drain", "How long running requests may take to finish when the controller stops, in seconds.", \.drain, 0...3600),
    ]

    private static let limitModel = Option(
        name: "limit_enforcement_model",
        explanation: "How limits of projects and domains bind each other: flat or strict_two_level.", standard: "\"flat\"",
        set: { config, value in
            guard let model = value.string.flatMap({ LimitModel(rawValue: $0) }) else {
                return "must be one of " + LimitModel.allCases.map(\.rawValue).joined(separator: ", ")
            }
            config.limitModel = model
            return nil
        },
        get: { JSON.string($0.limitModel.rawValue).text })

    /// This configuration as a YAML file in which every option is explained.
    public var yaml: String {
        var text = "# The configuration of the Apus controller. Every option may be left out.\n"
        for option in Self.options {
            text += "\n# \(option.explanation) Default: \(option.standard)\n\(option.name): \(option.get(self))\n"
        }
        return text
    }

    private static func text(
        _ name: String, _ explanation: String, _ path: any WritableKeyPath<ControllerConfig, String> & Sendable,
        check: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Option {
        Option(
            name: name, explanation: explanation, standard: JSON.string(ControllerConfig()[keyPath: path]).text,
            set: { config, value in
                guard let string = value.string else { return "must be text" }
                config[keyPath: path] = string
                return check(string)
            },
            get: { JSON.string($0[keyPath: path]).text })
    }

    private static func number(
        _ name: String, _ explanation: String, _ path: any WritableKeyPath<ControllerConfig, Int> & Sendable,
        _ range: ClosedRange<Int>
    ) -> Option {
        Option(
            name: name, explanation: explanation, standard: "\(ControllerConfig()[keyPath: path])",
            set: { config, value in
                guard let int = value.int, let number = Int(exactly: int), range.contains(number) else {
                    return "must be a whole number between \(range.lowerBound) and \(range.upperBound)"
                }
                config[keyPath: path] = number
                return nil
            },
            get: { "\($0[keyPath: path])" })
    }
}
