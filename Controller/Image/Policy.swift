import Web

enum ImagePolicy {
    static let rules: [PolicyRule] = []
}
