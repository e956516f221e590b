/// Why a fake kernel refuses, as errno(3) numbers it.
struct Errno: Error, Equatable {
    var code: Int32

    init(_ code: Int32) { self.code = code }
}
