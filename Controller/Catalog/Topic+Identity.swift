public import Store

extension Topic {
    /// Every commit that changes identity or catalog rows hints it, so that cached tokens are looked at again.
    public static let identity: Topic = "identity"
}
