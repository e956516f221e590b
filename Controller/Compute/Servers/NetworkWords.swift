import Core

/// What the network service refuses, as clients of the compute API know it.
enum NetworkWords {
    /// - Parameter address: the one that was asked for.
    static func translate<T>(address: String? = nil, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let fault as Fault {
            throw translate(fault, address)
        }
    }

    private static func translate(_ fault: Fault, _ address: String?) -> Fault {
        switch fault.type {
        case "OverQuota":
            return Refusal.forbidden("Maximum number of ports exceeded", hint: fault.hint)
        case "IpAddressInUse":
            return Refusal.invalid("Fixed IP address \(address ?? "") is already in use.", hint: fault.hint)
        case "PortInUse": return Refusal.conflict(fault.message, hint: fault.hint)
        case "IpAddressGenerationFailure":
            return Refusal.invalid("No fixed IP addresses available for network: \(fault.message)", hint: fault.hint)
        default: break
        }
        guard fault.kind == .notFound || fault.kind == .badRequest || fault.kind == .conflict else { return fault }
        return Refusal.invalid(fault.message, hint: fault.hint)
    }
}
