/// What bytes of a disk image are, by their own account.
enum DiskFormat: String, Sendable, CaseIterable {
    /// Nothing that is known: a plain disk.
    case raw
    case qcow2
    /// An ISO 9660 file system, which is a plain disk too.
    case iso
    case qcow, qed, vmdk, vdi, vhd, vhdx, luks, parallels
}
