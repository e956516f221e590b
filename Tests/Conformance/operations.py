"""What surrounds servers: keys, groups, hosts and their aggregates, services, quotas, limits and usage."""

import os
import subprocess
import tempfile

from cases import equal

HOST = "h1"
NOT_FOUND = ("404", "No ", "could not be found", "not found", "NotFound")


def run(cases, client):
    for name, body in (
        ("keypair create (imported), list, show, delete", imported_key),
        ("keypair create (generated) prints a private key that works", generated_key),
        ("what is no public key is refused", wrong_key), ("server group create, list, show, delete", server_group),
        ("availability zone list", zones), ("aggregate create, set, add and remove host, delete", aggregate),
        ("a host that is not there joins no aggregate", unknown_host), ("hypervisor list, show", hypervisor),
        ("compute service list, set", service), ("quota show, set", quota),
        ("a quota of no server refuses one", no_servers), ("limits show", limits), ("usage list, show", usage),
        ("versions show", versions),
    ):
        cases.run(f"{client.name}: {name}", body, client)


def named(client, word):
    return f"{word}-{client.name}"


# Keys


def imported_key(client):
    name = named(client, "key")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "tried", "-f", path], check=True)
        printed = subprocess.run(["ssh-keygen", "-l", "-E", "md5", "-f", path], capture_output=True, text=True, check=True)
        made = client("keypair", "create", "--public-key", path + ".pub", name)
        client.refused("keypair", "create", "--public-key", path + ".pub", name, because=("already exists", "409"))
        with open(path + ".pub", encoding="utf-8") as file:
            public = file.read().strip()
    try:
        assert f"MD5:{made['fingerprint']} " in printed.stdout, (made, printed.stdout)
        assert name in [row["Name"] for row in client("keypair", "list")]
        equal(client("keypair", "show", name)["name"], name, "name")
        _, output, _ = client.execute("keypair", "show", "--public-key", name)
        equal(output.strip(), public, "public key")
    finally:
        client.do("keypair", "delete", name)
    client.refused("keypair", "show", name, because=NOT_FOUND)


def generated_key(client):
    """Newer clients make the pair themselves, older ones ask for it."""
    name = named(client, "generated")
    code, private, errors = client.execute("keypair", "create", name)
    equal(code, 0, errors)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "key")
            with open(path, "w", encoding="utf-8", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
                file.write(private.strip() + "\n")
            public = subprocess.run(["ssh-keygen", "-y", "-f", path], capture_output=True, text=True, check=True).stdout
        _, known, _ = client.execute("keypair", "show", "--public-key", name)
        equal(known.split()[:2], public.split()[:2], "public key")
    finally:
        client.do("keypair", "delete", name)


def wrong_key(client):
    with tempfile.NamedTemporaryFile("w", suffix=".pub") as file:
        file.write("ssh-nonsense AAAA")
        file.flush()
        client.refused("keypair", "create", "--public-key", file.name, named(client, "wrong"), because=("is invalid", "400"))


# Groups and hosts


def server_group(client):
    name = named(client, "group")
    made = client("server", "group", "create", "--policy", "anti-affinity", name)
    try:
        assert "anti-affinity" in str(made), made
        assert made["id"] in [row["ID"] for row in client("server", "group", "list")]
        equal(client("server", "group", "show", made["id"])["name"], name, "name")
    finally:
        client.do("server", "group", "delete", made["id"])
    # The older client does not look whether it has found one.
    client.refused("server", "group", "show", made["id"], because=(*NOT_FOUND, "'NoneType' object"))


def zones(client):
    rows = client("availability", "zone", "list", "--compute", "--long")
    assert any(row["Zone Name"] == "nova" and row["Zone Status"] == "available" and row["Host Name"] == HOST for row in rows), rows


def aggregate(client):
    name, zone = named(client, "aggregate"), named(client, "zone")
    made = client("aggregate", "create", "--zone", zone, "--property", "a=b", name)
    try:
        client.refused("aggregate", "create", name, because=("already exists", "409"))
        equal(client("aggregate", "add", "host", name, HOST)["hosts"], [HOST], "hosts")
        client.refused("aggregate", "add", "host", name, HOST, because=("already", "409"))
        client.refused("aggregate", "delete", name, because=("Host aggregate is not empty", "not empty", "400"))
        assert zone in [row["Zone Name"] for row in client("availability", "zone", "list", "--compute")]
        client.do("aggregate", "set", "--property", "c=d", name)
        shown = client("aggregate", "show", name)
        assert "c" in str(shown["properties"]) and shown["hosts"] == [HOST], shown
        client.do("aggregate", "unset", "--property", "c", name)
        assert name in [row["Name"] for row in client("aggregate", "list", "--long")]
        equal(client("aggregate", "remove", "host", name, HOST)["hosts"], [], "hosts")
    finally:
        client.do("aggregate", "delete", str(made["id"]))
    client.refused("aggregate", "show", name, because=NOT_FOUND)


def unknown_host(client):
    name = named(client, "lonely")
    client("aggregate", "create", name)
    try:
        client.refused("aggregate", "add", "host", name, "no-such-host", because=NOT_FOUND)
    finally:
        client.do("aggregate", "delete", name)


def hypervisor(client):
    row = next(row for row in client("hypervisor", "list") if row["Hypervisor Hostname"] == HOST)
    equal((row["Hypervisor Type"], row["State"]), ("QEMU", "up"), "hypervisor")
    equal(client("hypervisor", "show", HOST)["hypervisor_hostname"], HOST, "name")
    client.refused("hypervisor", "show", "no-such-host", because=NOT_FOUND)
    if not client.whole:  # the newer microversions have no sums
        client("hypervisor", "stats", "show")


def service(client):
    def state():
        return next(row for row in client("compute", "service", "list", "--service", "nova-compute") if row["Host"] == HOST)

    equal((state()["Status"], state()["State"]), ("enabled", "up"), "service")
    client.do("compute", "service", "set", "--disable", "--disable-reason", "tried", HOST, "nova-compute")
    try:
        equal(state()["Status"], "disabled", "status")
        rows = client("compute", "service", "list", "--long")
        assert "tried" in [row["Disabled Reason"] for row in rows], rows
    finally:
        client.do("compute", "service", "set", "--enable", HOST, "nova-compute")
    equal(state()["Status"], "enabled", "status")
    client.refused("compute", "service", "set", "--disable", "no-such-host", "nova-compute", because=NOT_FOUND)


# Quotas


def quotas(client, project):
    """The document of one project, whose form has changed between the clients' generations."""
    found = client("quota", "show", project)
    return {row["Resource"]: row["Limit"] for row in found} if isinstance(found, list) else found


def quota(client):
    project = client("project", "create", named(client, "compute-quota"))["id"]
    try:
        before = quotas(client, project)
        equal(int(before["instances"]), 10, "instances")
        client.do("quota", "set", "--instances", "3", "--cores", "4", project)
        after = quotas(client, project)
        equal((int(after["instances"]), int(after["cores"])), (3, 4), "after")
        client.refused("quota", "set", "--instances", "-7", project, because=("400", "must be", "Invalid"))
    finally:
        client.do("project", "delete", project)


def no_servers(client):
    """A refused server leaves nothing, neither a row nor a port."""
    project = client("token", "issue")["project_id"]
    usual = quotas(client, project)["instances"]
    client.do("quota", "set", "--force", "--instances", "0", project)
    try:
        client.refused("server", "create", "--image", "apus-guest", "--flavor", "m1.tiny", "--network", "demo",
                       named(client, "refused"), because="Quota exceeded for instances: Requested 1")
    finally:
        client.do("quota", "set", "--force", "--instances", str(usual), project)
    equal(client("server", "list", "--name", named(client, "refused")), [], "servers")


def limits(client):
    found = {row["Name"]: row["Value"] for row in client("limits", "show", "--absolute")}
    wanted = {key for key in found if key in ("maxTotalInstances", "totalInstancesUsed", "max_total_instances", "instances",
                                              "instances_used", "total_instances_used")}
    assert len(wanted) >= 2, found
    client("limits", "show", "--rate")


def usage(client):
    client("usage", "list")
    project = client("token", "issue")["project_id"]
    client("usage", "show", "--project", project)


def versions(client):
    rows = client("versions", "show")
    kinds = {row["Service Type"] for row in rows}
    assert {"identity", "image", "compute", "network", "placement"} <= kinds, kinds
    assert any(row["Service Type"] == "compute" and row["Max Microversion"] == "2.96" for row in rows), rows
