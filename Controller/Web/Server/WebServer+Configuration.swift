extension WebServer {
    /// PEM files.
    public struct Certificate: Sendable {
        /// The server's certificate and what lies between it and the authority that clients know.
        public var chain: String
        public var key: String

        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    public struct Configuration: Sendable {
        public var address: String
        /// 0 lets the system choose.
        public var port: Int
        /// nil listens without TLS, for tests and benchmarks.
        public var tls: Certificate?
        /// After how long without a complete request head, without a byte of a body, or without taking any of an answer a
        /// connection is closed.
        public var idleTimeout: Duration = .seconds(30)
        /// How long a TLS handshake may take.
        public var handshakeTimeout: Duration = .seconds(10)
        /// How long requests may take to finish after a shutdown has begun.
        public var drain: Duration = .seconds(20)
        public var maximumConnections = 8192
        /// Of all headers of a request together, in bytes; more is a 431.
        public var maximumHeaderSize = 64 << 10

        public init(address: String, port: Int, tls: Certificate?) {
            self.address = address
            self.port = port
            self.tls = tls
        }
    }
}
