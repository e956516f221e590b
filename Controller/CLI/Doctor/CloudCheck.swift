import Core

/// Does the API answer, and how are the hosts?
enum CloudCheck {
    /// Clocks further apart than this break tokens and certificates one day.
    static let drift: Int64 = 500_000

    static func run(_ directory: StateDirectory) async -> [Finding] {
        do {
            let client = try CloudFinder.client(for: directory)
            try await client.signIn()
            let hosts = HostView.list(try await client.get("/apus/v1/hosts"))
            return [.good("API", "\(client.base) answers, and the administrator can sign in")] + hosts.flatMap(judge)
                + (await report(client))
        } catch {
            return [unanswered(error)]
        }
    }

    /// By itself: what is known of the hosts is said all the same.
    private static func report(_ client: APIClient) async -> [Finding] {
        do {
            return DoctorReport(try await client.get("/apus/v1/doctor")).findings
        } catch {
            return [unanswered(error)]
        }
    }

    private static func unanswered(_ error: any Error) -> Finding {
        guard let fault = error as? Fault else {
            return .bad("API", "API-UNEXPECTED", "\(error)", "See the controller's log.")
        }
        let detail = fault.detail.map { " (\($0))" } ?? ""
        return .bad("API", fault.code, fault.message + detail, fault.hint ?? "See the controller's log.")
    }

    static func judge(_ host: HostView) -> [Finding] {
        let name = "Host \(host.name)"
        var findings: [Finding] = []
        if host.phase == "down" {
            findings.append(
                .bad(
                    name, "HOST-DOWN", "Down since \(host.since ?? "?"): \(host.reason)",
                    "Is the machine on, and its agent running? There: systemctl status apus-agent. Here: apus up"))
        }
        if let offset = host.driftMicroseconds, abs(offset) > drift {
            findings.append(
                .bad(
                    name, "CLOCK-DRIFT",
                    "Its clock is \(abs(offset) / 1000) ms \(offset > 0 ? "ahead of" : "behind") the controller's",
                    "Run a time service on both: apt-get install chrony"))
        }
        for problem in host.problems where problem.code != "HOST-CLOCK-DRIFT" || findings.isEmpty {
            // A host that has refused a set is not led by the controller any more.
            let isRefusal = problem.code == "AGENT-SET-REFUSED"
            findings.append(
                isRefusal
                    ? .bad(name, problem.code, problem.message, problem.hint)
                    : .warning(name, problem.code, problem.message, problem.hint))
        }
        return findings.isEmpty ? [.good(name, "\(host.phase), \(host.roles.joined(separator: ", "))")] : findings
    }
}
