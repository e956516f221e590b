internal import Core

/// What `POST /v3/auth/tokens` asks for (Identity API v3, "Authentication and token management").
struct AuthRequest: Sendable, Equatable {
    struct Password: Sendable, Equatable {
        let user: Reference
        /// nil if the client sent none; then it is wrong.
        let password: String?
    }

    struct ApplicationCredential: Sendable, Equatable {
        enum Reference: Sendable, Equatable {
            case id(ApplicationCredentialID)
            /// One of a user's.
            case name(String, user: AuthRequest.Reference)
        }

        let reference: Reference
        /// nil if the client sent none; then it is wrong.
        let secret: String?
    }

    struct TOTP: Sendable, Equatable {
        let user: Reference
        /// nil if the client sent none; then it is wrong.
        let passcode: String?
    }

    /// A user or a project: by id, or by its name in a domain.
    enum Reference: Sendable, Equatable {
        case id(String)
        case name(String, DomainReference)
    }

    enum DomainReference: Sendable, Equatable {
        case id(DomainID)
        case name(String)
    }

    enum Scope: Sendable, Equatable {
        /// Not asked for: the user's default project, if there is one.
        case unspecified
        case unscoped
        case system
        case project(Reference)
        case domain(DomainReference)
        case trust(TrustID)
    }

    var password: Password?
    /// The text of the token to go on from.
    var token: String?
    var applicationCredential: ApplicationCredential?
    var totp: TOTP?
    /// What signs the request stands in its header.
    var isSigned = false
    var signature: OAuthHeader?
    var scope: Scope
}

extension AuthRequest {
    /// - Throws: a 400 fault that names the member that is missing or wrong, 401 for a method that there is not.
    init(_ body: JSONReader) throws {
        guard let json = body.json["auth"], !json.isNull else { throw Refusal.expecting("auth", in: "request body") }
        _ = try body.object("auth")
        // Upstream names the members from here on.
        let auth = JSONReader(json)
        let identity = try auth.object("identity")
        let names = try identity.strings("methods")
        for name in names where !identity.has(name) { throw Refusal.expecting(name, in: "identity") }
        let password = try identity.has("password") ? Password(identity.object("password")) : nil
        let token = try identity.has("token") ? identity.object("token").string("id") : nil
        let credential =
            try identity.has("application_credential")
            ? ApplicationCredential(identity.object("application_credential")) : nil
        let totp = try identity.has("totp") ? TOTP(identity.object("totp")) : nil
        scope = try Scope(auth)
        var methods: AuthMethods = []
        for name in names {
            guard let method = AuthMethods(name: name) else {
                throw Refusal.unauthorized("Attempted to authenticate with an unsupported method.")
            }
            methods.formUnion(method)
        }
        self.password = methods.contains(.password) ? password : nil
        self.token = methods.contains(.token) ? token : nil
        applicationCredential = methods.contains(.applicationCredential) ? credential : nil
        self.totp = methods.contains(.totp) ? totp : nil
        isSigned = methods.contains(.oauth1)
    }
}

extension AuthRequest.Password {
    fileprivate init(_ body: JSONReader) throws {
        guard body.has("user") else { throw Refusal.expecting("user", in: "password") }
        let user = try body.object("user")
        self.user = try AuthRequest.Reference(user, "user")
        password = try user.optionalString("password")
    }
}

extension AuthRequest.TOTP {
    fileprivate init(_ body: JSONReader) throws {
        guard body.has("user") else { throw Refusal.expecting("user", in: "totp") }
        let user = try body.object("user")
        self.user = try AuthRequest.Reference(user, "user")
        passcode = try user.optionalString("passcode")
    }
}

extension AuthRequest.ApplicationCredential {
    /// An id says whose it is; a user beside it is not looked at.
    fileprivate init(_ body: JSONReader) throws {
        secret = try body.optionalString("secret")
        let id = try body.optionalString("id") ?? ""
        let name = try body.optionalString("name") ?? ""
        guard id.isEmpty else {
            reference = .id(ApplicationCredentialID(id))
            return
        }
        guard !name.isEmpty else { throw Refusal.expecting("id or name", in: "application credential") }
        guard body.has("user") else { throw Refusal.expecting("user", in: "application credential") }
        reference = .name(name, user: try AuthRequest.Reference(body.object("user"), "user"))
    }
}

extension AuthRequest.Reference {
    /// A name wins over an id, as upstream has it.
    fileprivate init(_ body: JSONReader, _ kind: String) throws {
        let id = try body.optionalString("id") ?? ""
        let name = try body.optionalString("name") ?? ""
        guard !id.isEmpty || !name.isEmpty else { throw Refusal.expecting("id or name", in: kind) }
        guard !name.isEmpty else {
            self = .id(id)
            return
        }
        guard body.has("domain") else { throw Refusal.expecting("domain", in: kind) }
        self = .name(name, try AuthRequest.DomainReference(body.object("domain")))
    }
}

extension AuthRequest.DomainReference {
    fileprivate init(_ body: JSONReader) throws {
        let id = try body.optionalString("id") ?? ""
        let name = try body.optionalString("name") ?? ""
        guard !id.isEmpty || !name.isEmpty else { throw Refusal.expecting("id or name", in: "domain") }
        self = name.isEmpty ? .id(DomainID(id)) : .name(name)
    }
}

extension AuthRequest.Scope {
    private static let kinds = ["system", "project", "domain", "unscoped", "OS-TRUST:trust"]

    fileprivate init(_ auth: JSONReader) throws {
        guard auth.has("scope") else {
            self = .unspecified
            return
        }
        // Some clients send the word, some an object.
        if auth.json["scope"]?.string == "unscoped" {
            self = .unscoped
            return
        }
        let scope = try auth.object("scope")
        let named = Self.kinds.filter(scope.has)
        guard named.count == 1 else {
            throw Refusal.expecting("system, project, domain, OS-TRUST:trust or unscoped", in: "scope")
        }
        switch named[0] {
        case "system":
            _ = try scope.object("system").optionalBool("all")
            self = .system
        case "project": self = .project(try AuthRequest.Reference(scope.object("project"), "project"))
        case "domain": self = .domain(try AuthRequest.DomainReference(scope.object("domain")))
        case "unscoped": self = .unscoped
        default:
            let id = try scope.object("OS-TRUST:trust").optionalString("id") ?? ""
            guard !id.isEmpty else { throw Refusal.expecting("trust_id", in: "trust") }
            self = .trust(TrustID(id))
        }
    }
}
