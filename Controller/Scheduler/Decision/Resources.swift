/// What one server takes of a host.
public struct Resources: Sendable, Equatable {
    public var vcpus: Int
    public var memoryMiB: Int
    public var diskGiB: Int

    public init(vcpus: Int, memoryMiB: Int, diskGiB: Int) {
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.diskGiB = diskGiB
    }

    /// By the names of the standard resource classes, what is scarcest first; what is zero is not asked for.
    var amounts: [(resourceClass: String, amount: Int64)] {
        [(ResourceClass.memory, memoryMiB), (ResourceClass.vcpu, vcpus), (ResourceClass.disk, diskGiB)]
            .filter { $0.1 > 0 }.map { ($0.0, Int64($0.1)) }
    }

    func fits(in room: Resources) -> Bool {
        vcpus <= room.vcpus && memoryMiB <= room.memoryMiB && diskGiB <= room.diskGiB
    }
}
