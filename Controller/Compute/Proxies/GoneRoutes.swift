import Core
import HTTPTypes
import Web

/// Operations that the API reference still names and upstream has taken out: 410, whatever is asked.
enum GoneRoutes {
    private static let paths: [(method: HTTPRequest.Method, paths: [String])] = [
        (
            .get,
            [
                "os-agents", "os-cells", "os-cells/capacities", "os-cells/detail", "os-cells/info", "os-cells/{id}",
                "os-cells/{id}/capacities", "os-certificates/root", "os-cloudpipe", "os-fixed-ips/{id}", "os-floating-ip-dns",
                "os-floating-ip-dns/{id}/entries/{name}", "os-floating-ips-bulk", "os-floating-ips-bulk/{id}", "os-fping",
                "os-fping/{id}", "os-security-group-default-rules", "os-security-group-default-rules/{id}",
                "servers/{id}/consoles", "servers/{id}/consoles/{console_id}", "servers/{id}/os-virtual-interfaces",
            ]
        ),
        (
            .post,
            [
                "os-agents", "os-cells", "os-certificates", "os-cloudpipe", "os-fixed-ips/{id}/action", "os-floating-ips-bulk",
                "os-networks", "os-networks/add", "os-networks/{id}/action", "os-security-group-default-rules",
                "os-tenant-networks", "servers/{id}/consoles",
            ]
        ),
        (
            .put,
            [
                "os-agents/{id}", "os-cells/{id}", "os-cloudpipe/configure-project", "os-floating-ip-dns/{id}",
                "os-floating-ip-dns/{id}/entries/{name}", "os-floating-ips-bulk/delete",
            ]
        ),
        (
            .delete,
            [
                "os-agents/{id}", "os-cells/{id}", "os-floating-ip-dns/{id}", "os-floating-ip-dns/{id}/entries/{name}",
                "os-networks/{id}", "os-security-group-default-rules/{id}", "os-tenant-networks/{id}",
                "servers/{id}/consoles/{console_id}",
            ]
        ),
    ]

    static let table: [Route] = paths.flatMap { method, paths in
        paths.map { path in
            Route(method, "/v2.1/" + path, policy: .authenticated) { _ in throw gone }
        }
    }

    static let gone = Fault(
        .gone, code: "COMPUTE-GONE", "This resource is no longer available. No forwarding address is given.",
        hint: "Upstream has removed this operation, too; the network, image and identity services have what it did.")
}
