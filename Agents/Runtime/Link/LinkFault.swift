import GRPCCore

/// Why a call to the controller has failed, for people.
enum LinkFault {
    static func naming<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        do {
            return try await call()
        } catch let error as RPCError {
            throw fault(error)
        }
    }

    /// The controller begins its refusals with their code.
    static func fault(_ error: RPCError) -> AgentFault {
        let parts = error.message.split(separator: ": ", maxSplits: 1)
        if parts.count == 2, parts[0].contains("-"), parts[0].utf8.allSatisfy(isCodeByte) {
            return AgentFault(String(parts[0]), String(parts[1]), hint: "Look at this host on the controller: apus host show.")
        }
        return AgentFault(
            "AGENT-CONTROLLER-AWAY", "The controller did not answer (\(error.code)): \(error.message)",
            hint: "It is tried again; look whether the controller runs and can be reached from here.")
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
