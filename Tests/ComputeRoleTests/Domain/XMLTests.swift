import Testing

@testable import ComputeRole

@Suite struct XMLTests {
    @Test(arguments: ["a&b", "<x a='1'>", "]]>", "\"'", "ß 漢 🐦", "&amp;", "a\tb\nc"]) func whatIsWrittenIsRead(text: String)
        throws
    {
        let element = XMLElement("a", ["b": text], [XMLElement("c", text: text)])
        #expect(XMLReader.read(element.document) == element)
    }

    @Test func nothingBreaksOut() {
        let element = XMLElement("name", ["a": "\"><evil x=\""], text: "</name><evil/>")
        #expect(XMLReader.read(element.document)?.children.isEmpty == true)
        #expect(XMLElement.encoded("\u{0}\u{8}\u{FFFE}", inAttribute: false) == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test func whatLibvirtWritesIsRead() throws {
        let text = """
            <?xml version='1.0'?>
            <!-- by libvirt -->
            <domain type='qemu' id='3'>
              <metadata>
                <other:x xmlns:other="urn:other"/>
                <apus:server xmlns:apus="urn:apus:server:1" set="host/h1" generation="7" attempt="2" soft-reboots="3" hard-reboots="4" boot="b" started-at="5">
                  <apus:name>a &lt;b&gt; &#xE4;</apus:name>
                </apus:server>
              </metadata>
              <devices><interface type='bridge'><mac address='FA:16:3e:00:00:01'/><source bridge='brq1'/><target dev='tap1'/><alias name='ua-p1'/></interface>
              <interface type='network'><mac address='52:54:00:00:00:01'/></interface></devices>
            </domain>
            """
        let document = try #require(XMLReader.read(text))
        let label = try #require(DomainLabel.read(domain: document))
        #expect(label.set == "host/h1")
        #expect(label.name == "a <b> ä")
        #expect([label.generation, label.attempt, label.softReboots, label.hardReboots] == [7, 2, 3, 4])
        let interfaces = document.child("devices")?.children("interface").compactMap(PluggedInterface.init)
        #expect(interfaces == [PluggedInterface(port: "p1", mac: "fa:16:3e:00:00:01", tap: "tap1", bridge: "brq1")])
    }

    @Test(arguments: [
        "", "<a>", "<a></b>", "<a b=c/>", "<a>&nope;</a>", "<a b='1", "text", "<a b/>", "<a b='1' b='2'/>", "<a/>text",
        "<a/><b/>",
        "<!DOCTYPE a><a/>", "<!DOCTYPE/>", "<1/>", "<a>\u{1}</a>", "<a b='&#0;'/>", "<a>&#+65;</a>", "<a>&#x+41;</a>",
        "<a>&#xFFFE;</a>", "<a><![CDATA[x]]></a>",
    ]) func whatIsBrokenIsNot(text: String) {
        #expect(XMLReader.read(text) == nil)
    }

    @Test func anotherNamespaceIsNotOurs() throws {
        let text = "<domain><metadata><apus:server xmlns:apus='urn:else' set='x'/></metadata></domain>"
        #expect(DomainLabel.read(domain: try #require(XMLReader.read(text))) == nil)
    }
}
