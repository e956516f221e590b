import AgentProtocol
import Core
import HTTPTypes
import Store
import Testing

@testable import Scheduler

/// Hosts become providers.
struct ComputeHostReconcilerTests {
    @Test func aHostBecomesAProvider() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let id = try #require(try await cloud.store.read { try $0.value("SELECT id FROM fleet_host") as String? })
            let provider = try await cloud.get("/resource_providers/\(id)")
            #expect(provider.json["name"] == "node1")
            #expect(provider.json["root_provider_uuid"] == .string(id))
            let inventories = try await cloud.get("/resource_providers/\(id)/inventories").json["inventories"]
            #expect(inventories?["VCPU"]?["allocation_ratio"] == .double(4))
            #expect(inventories?["VCPU"]?["max_unit"] == 8)
            #expect(inventories?["MEMORY_MB"]?["reserved"] == 512)
            #expect(inventories?["DISK_GB"]?["total"] == 100)
            let traits = try await cloud.get("/resource_providers/\(id)/traits").json["traits"]?.array?.compactMap(\.string) ?? []
            #expect(Set(["COMPUTE_NODE", "HW_CPU_X86_AVX2", "HW_CPU_X86_SSE41", "HW_ARCH_X86_64"]).isSubset(of: traits))
            #expect(Set(traits).isSubset(of: StandardTraits.names))
        }
    }

    @Test func aHostWithoutTheRoleIsNoProvider() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1", roles: #"["network"]"#)
            #expect(try await cloud.get("/resource_providers").json["resource_providers"]?.array?.isEmpty == true)
        }
    }

    @Test func whatAnOperatorHasSetStaysWhileFactsChange() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let path = "/resource_providers/\(try await cloud.providerID("node1"))/inventories/"
            let generation = try #require(
                try await cloud.get(path + "VCPU").json["resource_provider_generation"]?.int)
            let change: JSON = [
                "resource_provider_generation": .int(generation), "total": 8, "max_unit": 8, "allocation_ratio": 16.0,
            ]
            #expect(try await cloud.put(path + "VCPU", change).status == .ok)
            #expect(try await cloud.delete(path + "DISK_GB").status == .noContent)
            try await cloud.host("node1") {
                $0.cpuThreads = 32
                $0.memoryBytes = 64 << 30
                $0.cpuFlags = ["sse2"]
            }
            let processors = try await cloud.get(path + "VCPU").json
            #expect(processors["total"] == 32)
            #expect(processors["allocation_ratio"] == .double(16))
            #expect(try await cloud.get(path + "MEMORY_MB").json["total"] == 65536)
            #expect(try await cloud.get(path + "DISK_GB").status == .notFound)
            let traits = try await cloud.get("/resource_providers/\(try await cloud.providerID("node1"))/traits")
            #expect(traits.json["traits"]?.array?.contains("HW_CPU_X86_SSE2") == true)
            #expect(traits.json["traits"]?.array?.contains("HW_CPU_X86_AVX2") == false)
        }
    }

    @Test func traitsOfAnOperatorStay() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let path = "/resource_providers/\(try await cloud.providerID("node1"))/traits"
            #expect(try await cloud.put("/traits/CUSTOM_GOLD").status == .created)
            let generation = try #require(try await cloud.get(path).json["resource_provider_generation"]?.int)
            let change: JSON = ["resource_provider_generation": .int(generation), "traits": ["CUSTOM_GOLD"]]
            #expect(try await cloud.put(path, change).json["traits"] == ["CUSTOM_GOLD"])
            try await cloud.settle()
            let traits = try await cloud.get(path).json["traits"]?.array ?? []
            #expect(traits.contains("CUSTOM_GOLD") && traits.contains("COMPUTE_NODE"))
        }
    }

    @Test func aHostThatLeavesTakesItsProviderAlong() async throws {
        try await TestCloud.run { cloud in
            try await cloud.host("node1")
            let request = PlacementRequest.server()
            #expect(try await cloud.claim(request, on: "node1"))
            try await cloud.removeHost("node1")
            #expect(try await cloud.choose(.server()).explanation.hosts.map(\.detail) == ["down     the host has left the cloud"])
            try await cloud.store.write { try Scheduler.release($0, consumer: request.consumer) }
            try await cloud.settle()
            #expect(try await cloud.get("/resource_providers").json["resource_providers"]?.array?.isEmpty == true)
        }
    }
}
