import Glibc
import Netlink
import Nftables
import Synchronization

/// nftables of a fake host, as one life of its agent calls it: in the namespace that the code runs in.
struct MemoryRulesets: Rulesets {
    let host: SimHostNetwork
    let calls: any HostCalls

    func apply(_ text: String) throws {
        let name = "nft \(text.prefix { $0 != "\n" })"
        let trouble = host.knobs.trouble(name)
        try calls.callNow(name) {
            if trouble == .lie { return }
            if case .refuse(let code)? = trouble {
                throw RulesetError("Error: Could not process rule: \(String(cString: strerror(code)))")
            }
            try host.state.withLock { state in
                let number = try number(state)
                var rules = try state.network.space(number).rules
                try rules.apply(text, tracksBridges: host.tracksBridges)
                try state.network.change(number) { (space) throws(Errno) in space.rules = rules }
            }
        }
    }

    func list(_ command: String) throws -> String {
        try host.state.withLock { state in try state.network.space(try number(state)).rules.list(command) }
    }

    private func number(_ state: HostNetworkState) throws -> Int {
        guard let number = host.number(of: MemoryNetworkKernel.place, state) else {
            throw NetlinkError(code: ENOENT, what: "enter the namespace \(MemoryNetworkKernel.place)")
        }
        return number
    }
}
