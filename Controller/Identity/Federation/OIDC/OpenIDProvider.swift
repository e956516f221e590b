internal import Core

/// An identity provider that speaks OpenID Connect, as this cloud asks it.
struct OpenIDProvider: Sendable {
    let settings: OpenIDSettings
    private let fetch: WebFetch
    private let document: FetchedDocument<OpenIDDocument>
    private let keys: FetchedDocument<[JSONWebKey]>

    init(_ settings: OpenIDSettings, fetch: WebFetch) {
        self.settings = settings
        self.fetch = fetch
        let document = FetchedDocument { _ in
            let request = WebFetch.Request(url: OpenIDDocument.url(of: settings), caFile: settings.caFile)
            return try OpenIDDocument(Self.ok(await fetch.json(request), request.url), settings)
        }
        self.document = document
        keys = FetchedDocument { now in
            let request = WebFetch.Request(url: try await document.value(now: now).keysURL, caFile: settings.caFile)
            let json = try Self.ok(await fetch.json(request), request.url)
            return json["keys"]?.array?.prefix(100).compactMap { JSONWebKey($0) } ?? []
        }
    }

    private static func ok(_ answer: (status: Int, json: JSON), _ url: String) throws -> JSON {
        guard answer.status == 200 else { throw WebFetch.unreachable("\(url): status \(answer.status)") }
        return answer.json
    }

    func document(now: Timestamp) async throws -> OpenIDDocument { try await document.value(now: now) }

    // MARK: Tokens

    /// What the token of somebody who comes with one claims, verified.
    ///
    /// - Throws: 401 for a token that does not hold here, 503 if the provider cannot be asked.
    func claims(bearer text: String, now: Timestamp) async throws -> OpenIDClaims {
        guard let token = JSONWebToken(text) else { return try await introspected(text, now) }
        let claims = try await verified(token, now)
        try claims.check(issuer: settings.issuer, audiences: settings.audiences, now: now)
        return claims
    }

    /// The signature decides, with the provider's keys alone: `none` and the algorithms by which a public key could pass for a
    /// shared secret are none of theirs. A key that is not known may be new, so that the keys are looked at again, now and then.
    private func verified(_ token: JSONWebToken, _ now: Timestamp) async throws -> OpenIDClaims {
        guard !token.isCritical, JSONWebKey.Algorithm(rawValue: token.algorithm ?? "") != nil else {
            throw OpenIDClaims.refused("it is signed in a way that is not taken here")
        }
        let known = token.candidates(try await keys.value(now: now))
        if known.contains(where: token.isSigned) { return OpenIDClaims(token.claims) }
        let latest = token.candidates(try await keys.value(now: now, isStale: true))
        guard latest.contains(where: token.isSigned) else { throw OpenIDClaims.refused("its signature is wrong") }
        return OpenIDClaims(token.claims)
    }

    private func introspected(_ text: String, _ now: Timestamp) async throws -> OpenIDClaims {
        guard settings.introspects else { throw OpenIDClaims.refused("it is not signed, and introspection is off") }
        guard let url = try await document(now: now).introspectionURL else {
            throw WebFetch.unreachable("the provider has no introspection_endpoint")
        }
        let answer = try await post(url, [("token", text), ("token_type_hint", "access_token")], now)
        guard answer.status == 200 else { throw WebFetch.unreachable("\(url): status \(answer.status)") }
        let claims = OpenIDClaims(answer.json)
        try claims.checkIntrospected(issuer: settings.issuer, audiences: settings.audiences, now: now)
        return claims
    }

    // MARK: The authorization code

    /// What the provider says of the user of a browser that has come back with a code (OpenID Connect Core 1.0 §3.1.3).
    func claims(code: String, _ attempt: SignOnAttempt, redirect: String, now: Timestamp) async throws -> OpenIDClaims {
        let document = try await document(now: now)
        guard let url = document.tokenURL else { throw WebFetch.unreachable("the provider has no token_endpoint") }
        let form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", attempt.verifier),
        ]
        let answer = try await post(url, form, now)
        guard answer.status == 200, let token = answer.json["id_token"]?.string.flatMap({ JSONWebToken($0) }) else {
            throw OpenIDClaims.refused("the code was answered with \(answer.json["error"]?.string ?? "\(answer.status)")")
        }
        var claims = try await verified(token, now)
        try claims.check(issuer: settings.issuer, audiences: [settings.clientID], now: now)
        guard claims.members["nonce"]?.string == attempt.nonce else { throw OpenIDClaims.refused("it is of another sign-in") }
        if let access = answer.json["access_token"]?.string, let url = document.userInfoURL {
            claims.complete(with: try await userInfo(url, access, of: claims))
        }
        return claims
    }

    private func userInfo(_ url: String, _ access: String, of claims: OpenIDClaims) async throws -> OpenIDClaims {
        let request = WebFetch.Request(url: url, authorization: "Bearer \(access)", caFile: settings.caFile)
        let info = OpenIDClaims(try Self.ok(await fetch.json(request), url))
        guard info.members["sub"] == claims.members["sub"] else { throw OpenIDClaims.refused("the user's data are another's") }
        return info
    }

    /// As the client that this cloud is to the provider (RFC 6749 §2.3.1).
    private func post(_ url: String, _ form: [(String, String)], _ now: Timestamp) async throws -> (status: Int, json: JSON) {
        var request = WebFetch.Request(url: url, form: form.map { (name: $0.0, value: $0.1) }, caFile: settings.caFile)
        let wantsSecretInForm = try await document(now: now).wantsSecretInForm
        if let secret = settings.clientSecret, !wantsSecretInForm {
            request.authorization = ClientCredentials.basic(settings.clientID, secret)
        } else {
            request.form?.append(("client_id", settings.clientID))
            if let secret = settings.clientSecret { request.form?.append(("client_secret", secret)) }
        }
        return try await fetch.json(request)
    }
}
