import Testing

@testable import AgentRuntime

@Suite struct AgentProcessTests {
    @Test(arguments: [
        ("55bfcc430000-55bfcf43c000 r-xp 00000000 fe:00 16345683                   /usr/bin/apus-agent", true),
        ("55bfcf43d000-55bfcf585000 r--p 0300c000 fe:00 16345683                   /usr/bin/apus-agent", false),
        ("55bfcf585000-55bfd1b22000 rw-p 03154000 fe:00 16345683                   /usr/bin/apus-agent", false),
        ("7ffc5a9f2000-7ffc5a9f4000 r-xp 00000000 00:00 0                          [vdso]", false),
        ("7f0000000000-7f0000001000 r-xp 00000000 00:00 0 ", false),
        ("", false),
    ])
    func onlyTextOfFilesIsLetGo(line: String, isText: Bool) {
        #expect((AgentProcess.textRange(line[...]) != nil) == isText)
    }

    @Test func theProcessGoesOn() {
        AgentProcess.tune()
        AgentProcess.tidy()
        #expect([3, 1, 2].sorted() == [1, 2, 3])
    }
}
