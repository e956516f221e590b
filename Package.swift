// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in the Swift 6 language mode with warnings as errors, and says what it imports and re-exports.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// `Tests/Fuzz/run` asks for rooms that tell the compiler's fuzzer by which ways an input goes through them.
let isFuzzing = Context.environment["APUS_FUZZING"] != nil
let ours = isFuzzing ? strict + [.define("FUZZING"), .unsafeFlags(["-sanitize=fuzzer"])] : strict

func room(_ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: ours)
}

func program(_ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: ours,
        linkerSettings: isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

// Libraries, by the name of their product.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let certificateReloading = Target.Dependency.product(name: "NIOCertificateReloading", package: "swift-nio-extras")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcNIO = Target.Dependency.product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apus", targets: ["CLI"]),
        .executable(name: "apus-controller", targets: ["ControllerMain"]),
        .executable(name: "apus-agent", targets: ["AgentMain"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Shared by both sides.
        room("AgentProtocol", "Agents/Protocol", [protobuf, grpc, grpcProtobuf], exclude: ["agent.proto", "README.md"]),
        room("Telemetry", "Agents/Telemetry", [logging, metrics, coreMetrics]),

        // A host.
        .systemLibrary(
            name: "CLibvirt", path: "Agents/Host/CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
        room("Libvirt", "Agents/Host/Libvirt", ["CLibvirt"]),
        .systemLibrary(
            name: "CNetlink", path: "Agents/Host/CNetlink", pkgConfig: "libnl-route-3.0",
            providers: [.apt(["libnl-3-dev", "libnl-route-3-dev"])]),
        room("Netlink", "Agents/Host/Netlink", ["CNetlink"]),
        .systemLibrary(
            name: "CNftables", path: "Agents/Host/CNftables", pkgConfig: "libnftables", providers: [.apt(["libnftables-dev"])]),
        room("Nftables", "Agents/Host/Nftables", ["CNftables"]),
        room("HostCommands", "Agents/Host/Commands", [subprocess]),
        room("HostFacts", "Agents/Host/Facts", []),
        room(
            "AgentRuntime", "Agents/Runtime",
            [
                "AgentProtocol", "Telemetry",
                asn1, asyncHTTPClient, crypto, grpc, grpcNIO, grpcProtobuf, lifecycle, logging, metrics, nioCore, nioHTTP1,
                nioPosix, nioSSL, protobuf, x509,
            ]),
        room("Sensors", "Agents/Sensors", ["AgentProtocol", "AgentRuntime", "HostFacts", "Libvirt", logging, metrics, protobuf]),
        room(
            "ComputeRole", "Agents/Compute",
            ["AgentProtocol", "AgentRuntime", "HostCommands", "Libvirt", crypto, logging, metrics, nioCore, nioPosix]),
        room(
            "NetworkRole", "Agents/Network",
            [
                "AgentProtocol", "AgentRuntime", "HostCommands", "Netlink", "Nftables",
                logging, metrics, nioCore, nioHTTP1, nioPosix,
            ]),
        program(
            "AgentMain", "Agents/Main",
            [
                "AgentProtocol", "AgentRuntime", "ComputeRole", "HostCommands", "HostFacts", "Libvirt", "Netlink", "NetworkRole",
                "Nftables", "Sensors", "Telemetry",
                argumentParser, lifecycle, logging, metrics,
            ]),

        // The controller, lowest floor first.
        room("Core", "Controller/Core", [yams]),
        .systemLibrary(
            name: "CPostgreSQL", path: "Controller/CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("Store", "Controller/Store", ["Core", "CPostgreSQL", grdb, logging, metrics]),
        room(
            "Web", "Controller/Web",
            [
                "Core", "Store", "Telemetry",
                httpTypes, hummingbird, hummingbirdHTTP2, hummingbirdTLS, lifecycle, logging, metrics, nioCore, nioHTTP1,
                nioPosix, nioSSL, nioWebSocket,
            ]),
        room("Reconcile", "Controller/Reconcile", ["Core", "Store", "Web", lifecycle, logging, metrics]),
        room("Trust", "Controller/Trust", ["Core", asn1, crypto, x509]),
        room(
            "Fleet", "Controller/Fleet",
            [
                "AgentProtocol", "Core", "Reconcile", "Store", "Trust", "Web",
                certificateReloading, crypto, grpc, grpcNIO, grpcProtobuf, httpTypes, lifecycle, logging, metrics, nioCore,
                nioSSL, protobuf, x509,
            ]),
        room("Catalog", "Controller/Catalog", ["Core", "Reconcile", "Store", "Web", httpTypes, logging]),
        room(
            "Identity", "Controller/Identity",
            [
                "Catalog", "Core", "Reconcile", "Store", "Web", asyncHTTPClient, crypto, cryptoExtras, httpTypes, lifecycle,
                logging,
                metrics, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]),
        room(
            "Image", "Controller/Image",
            [
                "Core", "Reconcile", "Store", "Web",
                crypto, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, nioPosix,
            ]),
        room(
            "Scheduler", "Controller/Scheduler",
            ["AgentProtocol", "Core", "Fleet", "Reconcile", "Store", "Web", httpTypes, logging, metrics]),
        // Not "Network": libraries take a module of that name for Apple's.
        room(
            "Networking", "Controller/Network",
            ["AgentProtocol", "Core", "Fleet", "Reconcile", "Store", "Web", crypto, httpTypes, logging, metrics, protobuf]),
        room(
            "Compute", "Controller/Compute",
            [
                "AgentProtocol", "Core", "Fleet", "Image", "Networking", "Reconcile", "Scheduler", "Store", "Web",
                crypto, cryptoExtras, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, nioHTTP1, nioPosix,
                nioWebSocket,
            ]),
        room(
            "ControllerAssembly", "Controller/Assembly",
            [
                "Catalog", "Compute", "Core", "Fleet", "Identity", "Image", "Networking", "Reconcile", "Scheduler", "Store",
                "Trust", "Web", logging,
            ]),
        program(
            "ControllerMain", "Controller/Main",
            [
                "Catalog", "Compute", "ControllerAssembly", "Core", "Fleet", "Identity", "Image", "Networking", "Reconcile",
                "Scheduler", "Store",
                "Telemetry", "Trust", "Web",
                argumentParser, httpTypes, lifecycle, logging, metrics,
            ]),
        program(
            "CLI", "Controller/CLI",
            ["Core", "Trust", argumentParser, asyncHTTPClient, nioCore, nioHTTP1, nioSSL]),

        room("StoreTesting", "Tests/StoreTesting", ["Core"], exclude: ["server"]),

        tests("CoreTests", ["Core"]),
        tests("StoreTests", ["Core", "Store", "StoreTesting"]),
        tests(
            "WebTests",
            [
                "Core", "Store", "Telemetry", "Web",
                asyncHTTPClient, httpTypes, hummingbird, hummingbirdTesting, lifecycle, logging, metrics, nioCore, nioPosix,
                nioSSL,
            ]),
        tests("ReconcileTests", ["Core", "Reconcile", "Store", "StoreTesting", logging]),
        tests("TrustTests", ["Core", "Trust", asn1, crypto, x509]),
        tests(
            "FleetTests",
            [
                "AgentProtocol", "AgentRuntime", "Core", "Fleet", "Reconcile", "Store", "StoreTesting", "Trust", "Web",
                grpc, grpcNIO, grpcProtobuf, httpTypes, hummingbird, hummingbirdTesting, lifecycle, logging, nioCore, protobuf,
                x509,
            ]),
        tests(
            "IdentityTests",
            [
                "Catalog", "Core", "Identity", "Reconcile", "Store", "StoreTesting", "Web",
                crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            ]),
        tests(
            "AgentTests",
            ["AgentProtocol", "AgentRuntime", "HostFacts", "Libvirt", "Sensors", "Telemetry", grpc, logging, metrics, protobuf]),
        tests(
            "ImageTests",
            [
                "Core", "Image", "Reconcile", "Store", "StoreTesting", "Web",
                crypto, httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            ]),
        tests(
            "SchedulerTests",
            [
                "AgentProtocol", "Core", "Fleet", "Reconcile", "Scheduler", "Store", "StoreTesting", "Web",
                httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            ]),
        tests(
            "NetworkingTests",
            [
                "AgentProtocol", "Core", "Fleet", "Networking", "Reconcile", "Store", "StoreTesting", "Web",
                httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            ]),
        tests(
            "ComputeTests",
            [
                "AgentProtocol", "Compute", "Core", "Fleet", "Image", "Networking", "Reconcile", "Scheduler", "Store",
                "StoreTesting", "Web",
                httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            ]),
        tests(
            "ComputeRoleTests",
            ["AgentProtocol", "AgentRuntime", "ComputeRole", "HostCommands", "Libvirt", crypto, logging]),
        tests(
            "NetworkRoleTests",
            ["AgentProtocol", "AgentRuntime", "HostCommands", "Netlink", "NetworkRole", "Nftables", logging, nioCore]),
        tests("CLITests", ["CLI", "Core", argumentParser]),

        program(
            "Sim", "Tests/Sim",
            [
                "AgentProtocol", "AgentRuntime", "Catalog", "Compute", "ComputeRole", "ControllerAssembly", "Core", "Fleet",
                "HostCommands", "HostFacts", "Identity", "Image", "Libvirt", "Netlink", "NetworkRole", "Networking", "Nftables",
                "Reconcile", "Scheduler", "Sensors", "Store", "Trust", "Web",
                argumentParser, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, protobuf,
            ]),
        program(
            "Fuzz", "Tests/Fuzz",
            [
                "AgentProtocol", "AgentRuntime", "Compute", "ComputeRole", "Core", "Fleet", "Identity", "Image", "Netlink",
                "NetworkRole", "Networking", "Scheduler", "Web", argumentParser, crypto, httpTypes, nioCore, nioHTTP1, protobuf,
            ], exclude: ["Corpus", "run"]),

        program("StoreBenchmark", "Tests/Benchmarks/Store", ["Core", "Store", argumentParser, grdb]),
        program(
            "ScaleBenchmark", "Tests/Benchmarks/Scale",
            [
                "AgentProtocol", "AgentRuntime", "Catalog", "Compute", "ControllerAssembly", "Core", "Fleet", "Identity", "Image",
                "Networking", "Reconcile", "Scheduler", "Store", "Telemetry", "Trust", "Web",
                argumentParser, grpc, grpcNIO, grpcProtobuf, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore,
                nioPosix, nioSSL, protobuf,
            ]),
        program(
            "WebBenchmark", "Tests/Benchmarks/Web",
            [
                "Catalog", "Core", "Identity", "Store", "Trust", "Web",
                argumentParser, httpTypes, hummingbird, hummingbirdTLS, lifecycle, logging, nioCore, nioSSL,
            ]),
    ]
)
