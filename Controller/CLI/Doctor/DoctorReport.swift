import Core

/// What the controller itself finds wrong, as `GET /apus/v1/doctor` says it.
struct DoctorReport: Sendable {
    let findings: [Finding]

    init(_ json: JSON) {
        let diagnoses = (json["diagnoses"]?.array ?? []).map(Self.finding)
        let items = json["items"]?.int ?? 0
        let hosts = json["hosts"]?.int ?? 0
        let isClean = diagnoses.isEmpty
        let all = "\(items) \(items == 1 ? "item" : "items") on \(hosts) \(hosts == 1 ? "host" : "hosts")"
        findings = isClean ? [.good("Items", "\(all), as they should be; nothing waits for too long")] : diagnoses
    }

    private static func finding(_ json: JSON) -> Finding {
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        return json["verdict"]?.string == "warning"
            ? .warning(text("check"), text("code"), text("message"), text("remedy"))
            : .bad(text("check"), text("code"), text("message"), text("remedy"))
    }
}
