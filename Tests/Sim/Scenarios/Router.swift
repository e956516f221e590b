import Core
import HTTPTypes

extension Scenario {
    static let router = Scenario(
        name: "router", about: "A network gets a router to the outside, a server a floating IP, which moves away again."
    ) { script in
        let id = try await script.given("web-1")
        let outside = try await script.find(Script.network + "/networks", "networks", name: "public") ?? ""
        let subnet = try await script.find(Script.network + "/subnets", "subnets", name: "demo") ?? ""
        let router = try await script.network(
            "router", "routers", "edge", ["external_gateway_info": ["network_id": .string(outside)]])
        let path = "\(Script.network)/routers/\(router)"
        try await script.until("the router has its port") {
            let answer = try await script.ask(
                script.admin, .put, path + "/add_router_interface", ["subnet_id": .string(subnet)])
            // Asked again, it is in the way of itself.
            return answer.isGood || answer.status == 400 || answer.status == 409
        }
        let port = try await script.port(of: id)
        let wish: JSON = ["floatingip": ["floating_network_id": .string(outside), "port_id": .string(port)]]
        let floating = try await script.make(script.admin, Script.network + "/floatingips", wish) {
            try await script.get(Script.network + "/floatingips?port_id=\(port)")["floatingips"]?[0]?["id"]?.string
        }
        try await script.until("the floating IP is up") {
            try await script.get("\(Script.network)/floatingips/\(floating)")["floatingip"]?["status"]?.string == "ACTIVE"
        }
        try await script.put("\(Script.network)/floatingips/\(floating)", ["floatingip": ["port_id": nil]])
        try await script.delete("\(Script.network)/floatingips/\(floating)")
    }
}
