import Core

/// The documents of a guest by their paths: the tree `openstack/` with one folder for each version of the format, and EC2's.
///
/// The config drive holds all of it; the metadata service answers from it. A version shows the files that it had when it was new
/// (Nova, user documentation of metadata).
enum GuestTree {
    private struct Version {
        let name: String
        let hasVendorData: Bool
        let hasNetworkData: Bool
        let hasDynamicVendorData: Bool

        init(_ name: String, vendor: Bool = true, network: Bool = true, dynamic: Bool = true) {
            self.name = name
            hasVendorData = vendor
            hasNetworkData = network
            hasDynamicVendorData = dynamic
        }
    }

    private static let versions = [
        Version("2012-08-10", vendor: false, network: false, dynamic: false),
        Version("2013-04-04", vendor: false, network: false, dynamic: false),
        Version("2013-10-17", network: false, dynamic: false),
        Version("2015-10-15", dynamic: false), Version("2016-06-30", dynamic: false), Version("2016-10-06"),
        Version("2017-02-22"), Version("2018-08-27"), Version("2020-10-14"), Version("latest"),
    ]

    static let ec2Versions = [
        "1.0", "2007-01-19", "2007-03-01", "2007-08-29", "2007-10-10", "2007-12-15", "2008-02-01", "2008-09-01", "2009-04-04",
        "latest",
    ]

    static var versionNames: [String] { versions.map(\.name) }

    /// Whether guests may tell the service their passwords in this version: in all but the first.
    static func hasPassword(_ version: String) -> Bool { versions.dropFirst().contains { $0.name == version } }

    /// The files of a version by name; nil for a version that there is not.
    static func files(_ version: String, of guest: Guest, seed: String? = nil) -> [String: [UInt8]]? {
        guard let version = versions.first(where: { $0.name == version }) else { return nil }
        var files = ["meta_data.json": MetaData.document(guest, seed: seed)]
        if let userData = guest.userData { files["user_data"] = userData }
        if version.hasVendorData { files["vendor_data.json"] = Array("{}".utf8) }
        if version.hasDynamicVendorData { files["vendor_data2.json"] = Array("{\"static\":{}}".utf8) }
        if version.hasNetworkData { files["network_data.json"] = NetworkData.document(guest.networks) }
        return files
    }

    /// Everything that the config drive holds, by path. The same for the same guest, so that it may be part of a spec.
    static func drive(of guest: Guest) -> [String: [UInt8]] {
        var tree: [String: [UInt8]] = [:]
        for version in versionNames {
            for (name, content) in files(version, of: guest) ?? [:] { tree["openstack/\(version)/\(name)"] = content }
        }
        for file in guest.files { tree["openstack/\(GuestFile.folder)/\(file.name)"] = file.content }
        for version in ["2009-04-04", "latest"] {
            tree["ec2/\(version)/meta-data.json"] = EC2Metadata.document(guest)
            if let userData = guest.userData { tree["ec2/\(version)/user-data"] = userData }
        }
        return tree
    }
}
