internal import HTTPTypes

extension HTTPField.Name {
    /// Carries the token that a request to Identity is about, and the one that was issued.
    static let subjectToken: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Subject-Token") else { preconditionFailure("a constant that is a valid name") }
        return name
    }()

    /// The version of access rules that a service which validates tokens keeps to.
    static let accessRules: HTTPField.Name = {
        guard let name = HTTPField.Name("OpenStack-Identity-Access-Rules") else {
            preconditionFailure("a constant that is a valid name")
        }
        return name
    }()
}
