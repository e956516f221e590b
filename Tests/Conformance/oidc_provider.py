"""An OpenID Connect provider: Authlib's server behind Flask, over TLS, with users and clients that are given to it.

Usage: oidc_provider.py SETTINGS.json, with `issuer`, `port`, `certificate`, `key`, `users` (name → claims and `password`),
`clients` (id → `secret`, `redirects`). Access tokens are signed, or opaque for the scope `opaque`.
"""

import json
import sys
import time
from dataclasses import dataclass, field

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.jose import JsonWebKey, jwt
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode

with open(sys.argv[1], encoding="utf-8") as file:
    settings = json.load(file)
ISSUER = settings["issuer"]
LIFETIME = 600
KEY = JsonWebKey.generate_key("RSA", 2048, options={"kid": generate_token(8), "use": "sig"}, is_private=True)
codes, tokens = {}, {}
app = flask.Flask(__name__)


@dataclass
class User:
    sub: str
    claims: dict


@dataclass
class Client(ClientMixin):
    client_id: str
    secret: str
    redirects: list

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.redirects[0]

    def get_allowed_scope(self, scope):
        return scope or ""

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in self.redirects

    def check_client_secret(self, client_secret):
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return True


@dataclass
class Token(TokenMixin):
    client_id: str
    user: User
    scope: str
    issued_at: int = field(default_factory=lambda: int(time.time()))

    def is_expired(self):
        return time.time() > self.issued_at + LIFETIME

    def is_revoked(self):
        return False

    def claims(self):
        """What the token says, or what is said of it."""
        return {**self.user.claims, "iss": ISSUER, "sub": self.user.sub, "aud": ["apus"], "client_id": self.client_id,
                "iat": self.issued_at, "exp": self.issued_at + LIFETIME}


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    user: User
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time


def authenticate(name, password):
    known = settings["users"].get(name)
    if known and known["password"] == password:
        return User(known["sub"], {key: value for key, value in known.items() if key not in ("password", "sub")})
    return None


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

    def save_authorization_code(self, code, request):
        data = request.data
        codes[code] = Code(code, request.client.client_id, request.redirect_uri, request.scope, request.user, data.get("nonce"),
                           data.get("code_challenge"), data.get("code_challenge_method"), int(time.time()))

    def query_authorization_code(self, code, client):
        found = codes.get(code)
        return found if found and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code):
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    def authenticate_user(self, username, password):
        return authenticate(username, password)


class OpenID(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return False

    def get_jwt_config(self, grant):
        return {"key": KEY, "alg": "RS256", "iss": ISSUER, "exp": LIFETIME}

    def generate_user_info(self, user, scope):
        return UserInfo(sub=user.sub, preferred_username=user.claims.get("preferred_username"))


class Introspection(IntrospectionEndpoint):
    def check_permission(self, token, client, request):
        return client.client_id == "apus"

    def query_token(self, token_string, token_type_hint):
        return tokens.get(token_string)

    def introspect_token(self, token):
        return {"active": True, **token.claims()}


def bearer(grant_type, client, user=None, scope=None, expires_in=None, include_refresh_token=True):
    token = Token(client.client_id, user or User(f"service-{client.client_id}", {}), scope or "")
    text = generate_token(48)
    if "opaque" not in token.scope.split():
        header = {"alg": "RS256", "typ": "at+jwt", "kid": KEY.as_dict()["kid"]}
        text = jwt.encode(header, token.claims(), KEY).decode()
    tokens[text] = token
    return {"access_token": text, "token_type": "Bearer", "expires_in": LIFETIME, "scope": token.scope}


def client(client_id):
    known = settings["clients"].get(client_id)
    return Client(client_id, known["secret"], known["redirects"]) if known else None


server = AuthorizationServer(app, query_client=client, save_token=lambda token, request: None)
server.register_token_generator("default", bearer)
server.register_grant(CodeGrant, [OpenID(require_nonce=True), CodeChallenge(required=True)])
server.register_grant(PasswordGrant)
server.register_grant(grants.ClientCredentialsGrant)
server.register_endpoint(Introspection)


@app.get("/.well-known/openid-configuration")
def discovery():
    return {
        "issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys", "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token", "introspection_endpoint": f"{ISSUER}/introspect",
        "userinfo_endpoint": f"{ISSUER}/userinfo", "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code", "password", "client_credentials"],
    }


@app.get("/keys")
def keys():
    return {"keys": [KEY.as_dict(is_private=False)]}


@app.route("/authorize", methods=["GET", "POST"])
def authorize():
    server.get_consent_grant(end_user=None)
    if flask.request.method == "GET":
        return '<form method="post"><input name="username"><input name="password" type="password"><input type="submit"></form>'
    user = authenticate(flask.request.form["username"], flask.request.form["password"])
    return server.create_authorization_response(grant_user=user)


@app.post("/token")
def token_():
    return server.create_token_response()


@app.post("/introspect")
def introspect():
    return server.create_endpoint_response("introspection")


@app.get("/userinfo")
def userinfo():
    token = tokens.get(flask.request.headers.get("Authorization", "").removeprefix("Bearer "))
    return {**token.user.claims, "sub": token.user.sub} if token else ("", 401)


if __name__ == "__main__":
    app.run("127.0.0.1", settings["port"], ssl_context=(settings["certificate"], settings["key"]), threaded=True)
