internal import Core
internal import Crypto
internal import Web

/// An EC2 credential that has been opened: the pair of keys, and what its tokens are for.
struct EC2Key: Sendable {
    let userID: UserID
    let projectID: ProjectID?
    let access: String
    let secret: String
    /// The trust with whose token it was made; its own tokens are of the same trust.
    let trustID: TrustID?
    /// The application credential with whose token it was made.
    let applicationCredentialID: ApplicationCredentialID?
}

extension EC2Key {
    /// - Throws: a 400 fault for a blob that does not hold an access key.
    init(_ credential: Credential, blob: String) throws {
        let members = try CredentialWire.ec2(blob)
        userID = credential.userID
        projectID = credential.projectID
        access = members["access"]?.string ?? ""
        secret = members["secret"]?.string ?? ""
        trustID = members["trust_id"]?.string.map { TrustID($0) }
        applicationCredentialID = members["app_cred_id"]?.string.map { ApplicationCredentialID($0) }
    }

    /// A new pair of random keys.
    ///
    /// - Parameter delegation: of the token that it is made with: it lends the keys no more than the token has.
    init(userID: UserID, projectID: ProjectID, delegation: Caller.Delegation?) {
        self.userID = userID
        self.projectID = projectID
        access = UUIDText.random(dashed: false)
        secret = UUIDText.text(SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }, dashed: false)
        trustID = delegation?.trustID
        applicationCredentialID = delegation?.applicationCredentialID
    }

    var blob: String {
        var members: [String: JSON] = ["access": .string(access), "secret": .string(secret)]
        members["trust_id"] = trustID.map { .string($0.string) } ?? .null
        members["app_cred_id"] = applicationCredentialID.map { .string($0.string) }
        return JSON.object(members).text
    }
}
