/// The traits that a server's host must have and must not have: the request's own, and those that the flavor's extra specs and
/// the image's properties name (`trait:HW_CPU_X86_AVX2=required`, `trait:CUSTOM_OLD=forbidden`).
struct TraitWish: Sendable {
    private var required: Set<String>
    private var forbidden: Set<String>

    init(_ request: PlacementRequest) {
        required = request.requiredTraits
        forbidden = request.forbiddenTraits
        for (key, value) in [request.extraSpecs, request.imageProperties].joined() where key.hasPrefix("trait:") {
            let trait = String(key.dropFirst("trait:".count))
            if value == "required" { required.insert(trait) }
            if value == "forbidden" { forbidden.insert(trait) }
        }
    }

    var isEmpty: Bool { required.isEmpty && forbidden.isEmpty }

    func refusal(_ traits: Set<String>) -> HostRefusal? {
        if !required.isSubset(of: traits) { return .missingTraits(required.subtracting(traits).sorted()) }
        if !forbidden.isDisjoint(with: traits) { return .forbiddenTraits(forbidden.intersection(traits).sorted()) }
        return nil
    }
}
