import Core
import HTTPTypes
import Store

/// Brings the database up to its number of servers, through the API and the simulated hosts.
///
/// One project has a network that many hosts share; the others are small. What exists already stays.
struct Filling {
    static let wideProject = "wide"

    let cloud: Cloud
    let size: Size

    func run() async throws {
        let start = ContinuousClock.now
        _ = try cloud.start()
        try await ColdStart.waitForHosts(cloud, size)
        try await furnish()
        let missing = try await missing()
        try await spread(missing.wide)
        _ = try await concurrently(missing.projects, width: 8) { try await fill($0.name, at: $0.number, count: $0.count) }
        try await rest()
        Progress.say("\(try await cloud.servers()) servers are there after \((ContinuousClock.now - start).seconds.short) s")
    }

    /// The project that a running number names, such as those of the servers that are created one by one.
    static func project(_ number: Int) -> String { "p\(number)" }

    // MARK: What is missing

    private struct Need: Sendable {
        let name: String
        let number: Int
        let count: Int
    }

    private func missing() async throws -> (wide: Int, projects: [Need]) {
        let rows = try await cloud.store.read {
            try $0.rows("SELECT project_id, COUNT(*) AS n FROM compute_server GROUP BY project_id").map {
                (try $0.get("project_id") as String, try $0.get("n") as Int)
            }
        }
        let present = Dictionary(rows) { $1 }
        let wide = min(size.wideHosts, size.servers)
        let projects = (0..<(size.servers - wide) / size.projectSize).map { number in
            let name = Self.project(number)
            return Need(name: name, number: number + 1, count: size.projectSize - present[name, default: 0])
        }
        return (wide - present[Self.wideProject, default: 0], projects.filter { $0.count > 0 })
    }

    private func fill(_ project: String, at number: Int, count: Int) async throws {
        let project = Project(cloud: cloud, name: project)
        try await project.create(count, on: project.network("10.\(number / 250 % 250 + 1).\(number % 250).0/24"))
        try await rest(atMost: 500)
    }

    /// One on each host, since the network is to be on many.
    private func spread(_ count: Int) async throws {
        let project = Project(cloud: cloud, name: Self.wideProject)
        let network = try await project.network("10.0.0.0/16")
        let hosts = (size.wideHosts - count..<size.wideHosts).map(size.hostName)
        _ = try await concurrently(hosts, width: 8) { try await project.create(on: network, host: $0) }
    }

    /// Waits until few servers are on their way, so that none of them waits for its turn longer than a host may take.
    private func rest(atMost limit: Int = 0) async throws {
        try await eventually("servers are ACTIVE", within: .seconds(1200)) {
            try await cloud.servers() - cloud.activeServers() <= limit
        }
    }

    // MARK: What all of them need

    private func furnish() async throws {
        guard try await cloud.count("SELECT COUNT(*) FROM compute_flavor") == 0 else { return }
        _ = try await cloud.api.post(
            "/compute/v2.1/flavors", ["flavor": ["name": "small", "id": "small", "ram": 128, "vcpus": 1, "disk": 1]], as: .admin)
        let image = try await cloud.api.post(
            "/image/v2/images",
            ["name": "guest", "disk_format": "raw", "container_format": "bare", "visibility": "public"], as: .admin)
        guard let id = image["id"]?.string else { throw Failure("no image: \(image.text)") }
        let answer = try await cloud.api.send(
            .put, "/image/v2/images/\(id)/file", [UInt8](repeating: 0, count: 4096), type: "application/octet-stream", as: .admin)
        guard answer.status == 204 else { throw Failure("the image's upload answers \(answer.status)") }
    }
}
