/// What the two requests of enrolment carry.
enum EnrolmentWire {
    struct Request: Encodable {
        var token: String
        var host: String
        var csr: String
    }

    struct Answer: Decodable {
        struct Fleet: Decodable {
            var address: String
            var port: Int
        }

        var certificate: String
        var ca: String
        var host: String
        var roles: [String]
        var fleet: Fleet
    }

    /// The body of a refusal.
    struct Refused: Decodable {
        struct Detail: Decodable {
            var code: String?
            var message: String?
            var hint: String?
        }

        var error: Detail
    }
}
