import Core

/// Which cloud a command talks to.
enum CloudFinder {
    /// The entry of the first clouds.yaml that has it; a cloud of this machine looks into its own file first.
    ///
    /// - Throws: `Fault` CLOUDS-MISSING with the places where it looked.
    static func entry(for directory: StateDirectory) throws -> CloudEntry {
        let local = try LocalCloud.load(directory)
        let name = Environment["OS_CLOUD"] ?? local?.cloud ?? "apus"
        let paths = (local.map { [$0.cloudsFile] } ?? []) + CloudsFile.candidates
        for path in paths {
            if let entry = try CloudsFile(path: path).entry(name) { return entry }
        }
        throw Fault(
            .notFound, code: "CLOUDS-MISSING", "No clouds.yaml has an entry '\(name)'",
            hint: "`apus init` writes it on the controller's machine; copy the entry and the CA file to use the cloud from here.",
            detail: "Looked in \(paths.joined(separator: ", ")).")
    }

    static func client(for directory: StateDirectory) throws -> APIClient { try APIClient(entry(for: directory)) }
}
