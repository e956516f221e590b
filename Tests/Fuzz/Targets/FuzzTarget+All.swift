extension FuzzTarget {
    /// Most readers are no business of other rooms: only a debug build lets us see them.
    static let all: [FuzzTarget] = {
        #if DEBUG
            text + lists + bodies + policies + tokens + federation + images + patterns + frames + host + addresses
        #else
            []
        #endif
    }()
}
