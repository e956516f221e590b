import Glibc

/// One plain HTTP exchange over loopback, on a thread of its own.
enum LoopbackHTTP {
    static func exchange(port: Int, _ request: String) async -> String {
        await withCheckedContinuation { continuation in
            var thread = pthread_t()
            let job = Unmanaged.passRetained(Job(port: port, request: request) { continuation.resume(returning: $0) })
            pthread_create(
                &thread, nil,
                { pointer in
                    if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run() }
                    return nil
                }, job.toOpaque())
            pthread_detach(thread)
        }
    }

    private final class Job {
        let port: Int
        let request: String
        let done: (String) -> Void

        init(port: Int, request: String, done: @escaping (String) -> Void) {
            self.port = port
            self.request = request
            self.done = done
        }

        func run() { done(answer()) }

        private func answer() -> String {
            let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(file) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let failed = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard failed == 0 else { return "" }
            let bytes = Array(request.utf8)
            _ = write(file, bytes, bytes.count)
            var all: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while case let count = read(file, &chunk, chunk.count), count > 0 { all += chunk[..<count] }
            return String(decoding: all, as: UTF8.self)
        }
    }
}
