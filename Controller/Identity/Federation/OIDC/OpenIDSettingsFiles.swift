internal import Core
internal import Web

/// The directory of the identity providers' settings: `ID.yaml` for each one that speaks OpenID Connect, its id
/// percent-encoded.
///
/// A file is read at each sign-in, so that what an operator writes counts at once and for every controller that shares the
/// directory. It may hold a secret, and so must be readable for its owner alone.
struct OpenIDSettingsFiles: Sendable {
    let directory: String

    /// nil if the provider has none.
    ///
    /// - Throws: `Fault` FEDERATION-SETTINGS for a file that is wrong.
    func settings(of id: IdentityProviderID) throws -> OpenIDSettings? {
        let path = "\(directory)/\(PercentEncoding.encode(id.string)).yaml"
        guard let bytes = try DurableFile.read(path), let status = FileStatus(path) else { return nil }
        guard !status.isOpenToOthers else {
            throw Fault(
                .internalError, code: "FEDERATION-SETTINGS", "The settings of the identity provider cannot be used.",
                detail: "\(path) may be read by others than its owner; chmod 600 \(path)")
        }
        do {
            return try OpenIDSettings(yaml: String(decoding: bytes, as: UTF8.self))
        } catch let fault as Fault {
            throw Fault(
                .internalError, code: "FEDERATION-SETTINGS", "The settings of the identity provider cannot be used.",
                detail: "\(path): \(fault.message)")
        }
    }
}
