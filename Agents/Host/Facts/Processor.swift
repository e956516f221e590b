/// The host's processors, from `/proc/cpuinfo`.
public struct Processor: Sendable, Equatable {
    public var model = ""
    public var sockets = 0
    public var cores = 0
    public var threads = 0
    public var flags: [String] = []

    public init() {}

    /// A processor that names neither socket nor core, as ARM's do, is taken as one socket with a core per thread.
    public init(cpuinfo: String) {
        var packages: Set<Substring> = []
        var found: Set<[Substring]> = []
        var package: Substring = "0"
        for line in cpuinfo.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].trimmed {
            case "processor" where value.allSatisfy(\.isNumber): threads += 1
            case "physical id":
                package = value
                packages.insert(value)
            case "core id": found.insert([package, value])
            case "model name", "Model", "cpu model", "uarch": if model.isEmpty { model = value.trimmed }
            case "flags", "Features": if flags.isEmpty { flags = value.words.map(String.init).sorted() }
            default: break
            }
        }
        sockets = max(packages.count, threads > 0 ? 1 : 0)
        cores = found.isEmpty ? threads : found.count
    }

    /// Intel's or AMD's virtualisation is there and not hidden by a hypervisor above.
    public var virtualises: Bool { flags.contains("vmx") || flags.contains("svm") }
}
