import HTTPTypes

extension HTTPField.Name {
    static let importMethods = named("OpenStack-image-import-methods")
    static let storeIDs = named("OpenStack-image-store-ids")
    /// Where an upload is to be stored.
    static let imageStore = named("X-Image-Meta-Store")
    /// How long an upload without Content-Length is going to be.
    static let imageSize = named("x-openstack-image-size")
    static let contentMD5 = named("Content-MD5")
    /// Whether new tags of a metadata namespace stand beside those that it has.
    static let metadefAppend = named("X-Openstack-Append")

    /// - Precondition: the text is a token; it is our own.
    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
