import AgentProtocol
import AgentRuntime
import Libvirt
import Testing

@testable import ComputeRole

/// The seam to libvirt on its own test driver: what can be seen of it without a hypervisor.
@Suite struct TestDriverTests {
    let scratch: Scratch
    let host: LibvirtDomainHost
    let id = guestUUID

    init() throws {
        scratch = try Scratch()
        let node = try scratch.write("node.xml", Array("<node></node>".utf8))
        host = LibvirtDomainHost(uri: "test://\(node)")
    }

    private func define() async throws {
        let label = DomainLabel.beginning(.make(), set: "host/h1", after: nil)
        let document = XMLElement(
            "domain", ["type": "test"],
            [
                XMLElement("name", text: "apus-\(id)"), XMLElement("uuid", text: id), label.metadata,
                XMLElement("memory", text: "65536"), XMLElement("os", [:], [XMLElement("type", text: "hvm")]),
            ])
        try await host.define(document.document)
    }

    @Test func aDomainLives() async throws {
        try await define()
        #expect(try await host.domain(id)?.isActive == false)
        try await host.start(id, paused: false, discardingState: false)
        #expect(try await host.domain(id)?.status == .running)
        try await host.suspend(id)
        #expect(try await host.domain(id)?.status == .paused)
        try await host.resume(id)
        try await host.shutdown(id)
        #expect(try await host.domain(id)?.status == .off(.shutdown))
        try await host.start(id, paused: false, discardingState: false)
        try await host.save(id)
        #expect(try await host.domain(id)?.hasSavedState == true)
        try await host.discardSavedState(id)
        #expect(try await host.domain(id)?.hasSavedState == false)
        try await host.undefine(id)
        #expect(try await host.domain(id) == nil)
    }

    @Test func theLabelIsKept() async throws {
        try await define()
        var label = try #require(try await seen()?.label)
        #expect(label.name == "web & <1>")
        label.generation = 9
        label.name = "<&>"
        try await host.label(
            id, element: label.element.document, prefix: DomainLabel.prefix, namespace: DomainLabel.namespace)
        #expect(try await seen()?.label == label)
    }

    private func seen() async throws -> SeenDomain? { try await host.domain(id).flatMap(SeenDomain.init) }

    @Test func eventsTellWhatChanged() async throws {
        var events = host.events.makeAsyncIterator()
        try await define()
        #expect(await events.next() == .connected)
        #expect(await events.next() == .changed(id))
        try await host.start(id, paused: false, discardingState: false)
        #expect(await events.next() == .changed(id))
    }

    @Test func refusalsSayWhat() async throws {
        let missing = await #expect(throws: LibvirtError.self) { try await host.destroy(id) }
        #expect(missing?.isNoDomain == true)
        try await define()
        let wrong = await #expect(throws: LibvirtError.self) { try await host.destroy(id) }
        #expect(wrong?.isWrongState == true)
        let nobody = LibvirtDomainHost(uri: "qemu+unix:///system?socket=/nonexistent/libvirt-sock")
        let unreachable = await #expect(throws: LibvirtError.self) { try await nobody.domains() }
        #expect(unreachable?.isUnreachable == true)
    }
}
