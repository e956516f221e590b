import CNftables

/// nftables by its library. Each call has a context of its own, whose socket is of the thread's namespace.
public struct LibNftables: Rulesets {
    public init() {}

    public func apply(_ text: String) throws {
        _ = try run(text)
    }

    public func list(_ command: String) throws -> String {
        try run(command)
    }

    private func run(_ text: String) throws -> String {
        guard let context = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else {
            throw RulesetError("nftables cannot be used: no memory or no right to")
        }
        defer { nft_ctx_free(context) }
        nft_ctx_buffer_output(context)
        nft_ctx_buffer_error(context)
        let status = nft_run_cmd_from_buffer(context, text)
        guard status == 0 else {
            let reason = nft_ctx_get_error_buffer(context).map { String(cString: $0) } ?? ""
            throw RulesetError(reason.isEmpty ? "nftables refused without a reason" : Self.brief(reason))
        }
        return nft_ctx_get_output_buffer(context).map { String(cString: $0) } ?? ""
    }

    /// The first complaints are enough: one mistake makes a line for each rule.
    private static func brief(_ reason: String) -> String {
        reason.split(separator: "\n").prefix(6).joined(separator: "\n")
    }
}
