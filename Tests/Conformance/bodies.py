"""Refusals as bytes: status, headers and body in upstream's shape."""

import json

from cases import equal
from cloud import Session


def run(cases, cloud):
    cases.run("body: 401 of a wrong password", wrong_password, cloud)
    cases.run("body: 401 without a token", no_token, cloud)
    cases.run("body: 403 without the role", forbidden, cloud)
    cases.run("body: 404 of an unknown id", unknown, cloud)
    cases.run("body: 400 of a member of the wrong type", wrong_type, cloud)
    cases.run("body: 409 of a name that is taken", taken, cloud)
    cases.run("body: 300 of the version list", version_list, cloud)


def check(answer, status, title, *words):
    code, headers, data = answer
    equal(code, status, f"status ({data[:200]!r})")
    error = json.loads(data)["error"]
    equal((error["code"], error["title"]), (status, title), "code and title")
    for word in words:
        assert word in error["message"], f"{word!r} is not in {error['message']!r}"
    assert headers["X-Openstack-Request-Id"].startswith("req-"), "no request id"
    return error["message"]


def sign_in(cloud, password):
    user = {"name": "admin", "domain": {"name": "Default"}, "password": password}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}
    return Session(cloud).request("POST", "/identity/v3/auth/tokens", body)


def wrong_password(cloud):
    check(sign_in(cloud, "wrong"), 401, "Unauthorized", "The request you have made requires authentication.")


def no_token(cloud):
    answer = Session(cloud).request("GET", "/identity/v3/projects")
    check(answer, 401, "Unauthorized", "The request you have made requires authentication.")
    assert "Keystone" in answer[1]["WWW-Authenticate"], answer[1]["WWW-Authenticate"]


def forbidden(cloud):
    """An unscoped token has no role anywhere."""
    _, headers, _ = sign_in(cloud, cloud.entry()["password"])
    session = Session(cloud)
    session.token = headers["X-Subject-Token"]
    answer = session.request("POST", "/identity/v3/projects", {"project": {"name": "never"}})
    return check(answer, 403, "Forbidden", "You are not authorized to perform the requested action")


def unknown(cloud):
    for kind in ("project", "user", "role", "domain", "region"):
        answer = cloud.session().request("GET", f"/identity/v3/{kind}s/{'0' * 32}")
        check(answer, 404, "Not Found", f"Could not find {kind}: {'0' * 32}")


def wrong_type(cloud):
    check(cloud.session().request("POST", "/identity/v3/projects", {"project": {"name": 7}}), 400, "Bad Request")


def taken(cloud):
    check(cloud.session().request("POST", "/identity/v3/projects", {"project": {"name": "admin"}}), 409, "Conflict")


def version_list(cloud):
    status, _, data = Session(cloud).request("GET", "/identity")
    equal(status, 300, "status")
    version = json.loads(data)["versions"]["values"][0]
    equal((version["id"].split(".")[0], version["status"]), ("v3", "stable"), "version")
    equal(version["links"][0]["href"].rstrip("/"), f"https://{cloud.address}:{cloud.port}/identity/v3", "link")
