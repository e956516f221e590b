import Core
import Testing

@testable import CLI

struct DoctorTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    @Test(
        arguments: [
            (-1, 0, "CERTIFICATE-EXPIRED"), (-10, -5, "CERTIFICATE-EXPIRED"), (1, 100, "CERTIFICATE-NOT-YET"),
            (-1, 13, "CERTIFICATE-EXPIRES"), (-1, 15, ""),
        ] as [(Int64, Int64, String)])
    func certificates(from: Int64, until: Int64, code: String) {
        let finding = CertificateCheck.judge(
            "x", notBefore: now + .seconds(from * 86_400), notAfter: now + .seconds(until * 86_400), now: now,
            soon: CertificateCheck.soon, remedy: "renew")
        #expect(finding.code == code)
        #expect(finding.remedy.isEmpty == code.isEmpty)
    }

    @Test func keyFilesThatOthersCanReadAreNamed() {
        for mode in [0o600, 0o400, 0o700] as [UInt32] {
            #expect(FileCheck.judge("/k", permissions: mode, isDirectory: false) == nil)
        }
        for mode in [0o640, 0o604, 0o610, 0o666] as [UInt32] {
            let finding = FileCheck.judge("/k", permissions: mode, isDirectory: false)
            #expect(finding?.code == "KEY-MODE")
            #expect(finding?.remedy == "chmod 600 /k")
        }
        #expect(FileCheck.judge("/d", permissions: 0o755, isDirectory: true)?.remedy == "chmod 700 /d")
    }

    @Test(
        arguments: [
            (0, 1 << 40, "DISK-FULL"), (63 << 20, 1 << 30, "DISK-FULL"), (65 << 20, 1 << 30, "DISK-LOW"),
            (10 << 30, 1 << 40, "DISK-LOW"), (30 << 30, 1 << 40, ""),
        ] as [(UInt64, UInt64, String)])
    func disks(free: UInt64, size: UInt64, code: String) {
        #expect(FileCheck.judgeDisk("/", free: free, size: size).code == code)
    }

    @Test func aPortIsTheControllersOrNobodys() {
        let config = ControllerConfig()
        let own = PortCheck.Listener(pid: 7, program: "apus-controller")
        let other = PortCheck.Listener(pid: 8, program: "nginx")
        func judge(_ taken: Bool, _ listener: PortCheck.Listener?, _ controller: Int32?) -> String? {
            ProcessCheck.judge(5000, taken: taken, listener: listener, controller: controller, config)?.code
        }
        #expect(judge(true, own, 7) == nil)
        #expect(judge(false, nil, nil) == nil)
        #expect(judge(true, other, 7) == "PORT-IN-USE")
        #expect(judge(true, other, nil) == "PORT-IN-USE")
        #expect(judge(true, nil, nil) == "PORT-IN-USE")
        #expect(judge(false, nil, 7) == "PORT-SILENT")
    }

    @Test func hosts() throws {
        func codes(_ json: JSON) throws -> [String] { CloudCheck.judge(try #require(HostView(json))).map(\.code) }
        #expect(try codes(["name": "a", "phase": "up"]) == [""])
        #expect(try codes(["name": "a", "phase": "down", "phase_reason": "silent"]) == ["HOST-DOWN"])
        let drifting: JSON = [
            "name": "a", "phase": "up", "health": ["time_drift_microseconds": -600_000],
            "problems": [["code": "HOST-CLOCK-DRIFT", "message": "m"], ["code": "HOST-DISK-FULL", "message": "m"]],
        ]
        #expect(try codes(drifting) == ["CLOCK-DRIFT", "HOST-DISK-FULL"])
        #expect(try codes(["name": "a", "phase": "up", "health": ["time_drift_microseconds": 400_000]]) == [""])
    }

    @Test func libvirt() {
        #expect(LibvirtCheck.judge(installed: false, listening: false).code == "LIBVIRT-MISSING")
        #expect(LibvirtCheck.judge(installed: true, listening: false).code == "LIBVIRT-DOWN")
        #expect(LibvirtCheck.judge(installed: true, listening: true).verdict == .good)
    }
}
