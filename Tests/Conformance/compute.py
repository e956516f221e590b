"""Flavors and servers, command by command. Servers are made of the demo image on the demo network, and really run."""

import time

from cases import equal

IMAGE, FLAVOR, NETWORK = "apus-guest", "m1.tiny", "demo"

SDK = """
import openstack
from openstack import exceptions
cloud = openstack.connect(cloud="apus")
compute = cloud.compute

def refused(kind, call, *words, **named):
    try:
        call(*words, **named)
    except kind as error:
        return str(error)
    raise AssertionError(f"{call.__name__} {words} {named} was allowed")

image, flavor = cloud.image.find_image("apus-guest"), compute.find_flavor("m1.tiny")
network = cloud.network.find_network("demo")
key = compute.create_keypair(name="sdk")
server = compute.create_server(name="sdk", image_id=image.id, flavor_id=flavor.id, networks=[{"uuid": network.id}],
                               key_name=key.name, metadata={"a": "b"}, user_data="IyEvYmluL3NoCg==", config_drive=True)
try:
    refused(exceptions.ConflictException, compute.pause_server, server)
    server = compute.wait_for_server(server, wait=240)
    assert (server.status, server.key_name, server.metadata) == ("ACTIVE", "sdk", {"a": "b"}), server
    assert server.addresses["demo"][0]["OS-EXT-IPS:type"] == "fixed", server.addresses
    assert server.id in [each.id for each in compute.servers(name="^sdk$", status="ACTIVE")]
    assert [each.id for each in compute.servers(limit=1)].count(server.id) == 1
    compute.set_server_metadata(server, c="d")
    # By id: the object knows only what was set last.
    compute.delete_server_metadata(server.id, ["a"])
    assert compute.get_server(server.id).metadata == {"c": "d"}
    compute.add_tag_to_server(server, "tried") if hasattr(compute, "add_tag_to_server") else None
    assert compute.update_server(server, name="sdk-2").name == "sdk-2"
    assert len(list(compute.server_interfaces(server))) == 1
    # Not `server_actions`, which the SDK of Debian 12 cannot do.
    actions = compute.get(f"/servers/{server.id}/os-instance-actions").json()["instanceActions"]
    assert "create" in [each["action"] for each in actions], actions
    assert isinstance(compute.get_server_console_output(server, length=5)["output"], str)
    refused(exceptions.ConflictException, compute.start_server, server)
    compute.stop_server(server)
    assert compute.wait_for_server(server, status="SHUTOFF", wait=120).status == "SHUTOFF"
    refused(exceptions.BadRequestException, compute.create_server, name="", image_id=image.id, flavor_id=flavor.id,
            networks="none")
    empty = cloud.image.create_image("sdk-empty", container_format="bare", disk_format="raw")
    words = refused(exceptions.BadRequestException, compute.create_server, name="never", image_id=empty.id,
                    flavor_id=flavor.id, networks="none")
    assert "is not active" in words, words
    cloud.image.delete_image(empty)
    refused(exceptions.NotFoundException, compute.get_server, "00000000-0000-0000-0000-000000000000")
finally:
    compute.delete_server(server)
    compute.wait_for_delete(server, wait=120)
    compute.delete_keypair(key)
assert [port for port in cloud.network.ports(device_id=server.id)] == []
"""


def run(cases, client):
    case = lambda name, body: cases.run(f"{client.name}: {name}", body, client)  # noqa: E731
    case("flavor create, list, show, set, unset, delete", flavor)
    case("a private flavor and its project", private_flavor)
    case("a flavor of the same name is a conflict", same_flavor)
    case("an unknown flavor, image, network, key is refused", unknown)
    case("a server that no host fits says why", no_host)
    case("a server beyond the quota is refused", quota)
    server = Server(client)
    case("server create --wait", server.create)
    try:
        case("server list and its filters", server.listed)
        case("server set, unset, tags and properties", server.changed)
        case("server stop, start, pause, unpause, suspend, resume, reboot", server.power)
        case("what a state does not allow is a conflict", server.wrong_state)
        case("server lock, unlock", server.locked)
        case("server add and remove network", server.interfaces)
        case("server add and remove security group", server.groups)
        case("server add and remove port", server.ports)
        case("server add and remove floating ip", server.floating)
        case("an address in use is a conflict", server.address_in_use)
        case("server event list, show", server.events)
        case("console log show", server.console)
        case("console url show", server.console_url)
        if client.whole:
            case("server rebuild --wait", server.rebuilt)
    finally:
        case("server delete --wait", server.deleted)
    case("a server is deleted while it is built", deleted_early)
    if client.whole:
        case("two servers at once", two)
        case("servers of one anti-affinity group do not share the host", anti_affinity)
    case("the SDK makes, waits for, changes and deletes a server", sdk)


def named(client, word):
    return f"{word}-{client.name}"


# Flavors


def flavor(client):
    name = named(client, "flavor")
    made = client("flavor", "create", name, "--ram", "64", "--disk", "1", "--vcpus", "1", "--property", "hw:a=b")
    try:
        equal((made["ram"], made["disk"], made["vcpus"]), (64, 1, 1))
        assert name in [row["Name"] for row in client("flavor", "list", "--all")]
        client.do("flavor", "set", name, "--property", "hw:c=d")
        assert "hw:c" in str(client("flavor", "show", name)["properties"])
        client.do("flavor", "unset", name, "--property", "hw:a")
        assert "hw:a" not in str(client("flavor", "show", name)["properties"])
    finally:
        client.do("flavor", "delete", name)
    client.refused("flavor", "show", name, because=("No flavor", "No Flavor", "could not be found"))


def private_flavor(client):
    name = named(client, "private")
    client("flavor", "create", name, "--ram", "64", "--disk", "1", "--vcpus", "1", "--private")
    try:
        assert name not in [row["Name"] for row in client("flavor", "list", "--public")]
        client.do("flavor", "set", name, "--project", "admin")
        client.do("flavor", "unset", name, "--project", "admin")
    finally:
        client.do("flavor", "delete", name)


def same_flavor(client):
    client.refused("flavor", "create", FLAVOR, "--ram", "64", "--disk", "1", "--vcpus", "1", because="already exists")


# What is refused


def create(client, name, *more, flavor=FLAVOR, image=IMAGE, network=NETWORK):
    return ("server", "create", "--image", image, "--flavor", flavor, "--network", network, *more, name)


def unknown(client):
    name = named(client, "none")
    client.refused(*create(client, name, flavor="none"), because=("No flavor", "No Flavor", "could not be found"))
    client.refused(*create(client, name, image="none"), because=("No image", "No Image", "could not be found"))
    client.refused(*create(client, name, network="no-such-network"), because=("No Network", "No network", "could not be found", "Unable to find"))
    client.refused(*create(client, name, "--key-name", "none"), because="Invalid key_name provided")


def no_host(client):
    name = named(client, "huge")
    client("flavor", "create", name, "--ram", "50000", "--disk", "1", "--vcpus", "1")
    made = client(*create(client, name, flavor=name))
    try:
        status = wait(client, made["id"], ("ERROR", "ACTIVE"))
        equal(status, "ERROR")
        fault = str(client("server", "show", made["id"]).get("fault"))
        assert "No valid host was found" in fault and "memory" in fault, fault
    finally:
        client.do("server", "delete", "--wait", made["id"])
        client.do("flavor", "delete", name)


def quota(client):
    client.refused(*create(client, named(client, "many"), "--min", "500", "--max", "500"), because="Quota exceeded for")


def wait(client, server, wanted, seconds=240):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = client("server", "show", server)["status"]
        if status in wanted:
            return status
        time.sleep(0.5)
    raise AssertionError(f"{status} is none of {wanted} after {seconds} s")


# One server's life


class Server:
    def __init__(self, client):
        self.name = named(client, "server")
        self.id = None

    def create(self, client):
        made = client(*create(client, self.name, "--property", "a=b", "--wait"))
        self.id = made["id"]
        equal(made["status"], "ACTIVE")
        assert NETWORK in str(made["addresses"]), made["addresses"]

    def listed(self, client):
        def names(*more):
            return [row["Name"] for row in client("server", "list", *more)]

        assert self.name in names()
        assert self.name in names("--status", "ACTIVE", "--name", f"^{self.name}$")
        equal(names("--name", "^nobody$"), [])
        assert self.name in names("--all-projects", "--long", "--flavor", FLAVOR, "--image", IMAGE)

    def changed(self, client):
        client.do("server", "set", "--property", "c=d", self.id)
        properties = client("server", "show", self.id)["properties"]
        assert properties == "a='b', c='d'" or properties == {"a": "b", "c": "d"}, properties
        client.do("server", "unset", "--property", "c", self.id)
        client.do("server", "set", "--name", self.name + "-2", self.id)
        equal(client("server", "show", self.id)["name"], self.name + "-2")
        client.do("server", "set", "--name", self.name, self.id)

    def power(self, client):
        for command, status in (("stop", "SHUTOFF"), ("start", "ACTIVE"), ("pause", "PAUSED"), ("unpause", "ACTIVE"),
                                ("suspend", "SUSPENDED"), ("resume", "ACTIVE")):
            client.do("server", command, self.id)
            wait(client, self.id, (status,))
            if command == "stop":
                client.refused("server", "stop", self.id, because="while it is in vm_state stopped")
        client.do("server", "reboot", "--hard", "--wait", self.id)
        equal(wait(client, self.id, ("ACTIVE",)), "ACTIVE")

    def wrong_state(self, client):
        client.refused("server", "start", self.id, because="while it is in vm_state active")
        client.refused("server", "unpause", self.id, because="while it is in vm_state active")

    def locked(self, client):
        """A lock of the administrator binds the others; the administrator may go on."""
        client.do("server", "lock", self.id)
        shown = client("server", "show", self.id)
        assert shown.get("locked", True) in (True, None), shown["locked"]
        client.do("server", "unlock", self.id)

    def interfaces(self, client):
        network = named(client, "second")
        client("network", "create", network)
        client("subnet", "create", "--network", network, "--subnet-range", "10.77.0.0/24", network)
        try:
            client.do("server", "add", "network", self.id, network)
            self.until(client, lambda shown: network in str(shown["addresses"]))
            client.do("server", "remove", "network", self.id, network)
            self.until(client, lambda shown: network not in str(shown["addresses"]))
        finally:
            client.do("network", "delete", network)

    def groups(self, client):
        group = named(client, "group")
        client("security", "group", "create", group)
        client.do("server", "add", "security", "group", self.id, group)
        assert group in str(client("server", "show", self.id)["security_groups"])
        client.do("server", "remove", "security", "group", self.id, group)
        assert group not in str(client("server", "show", self.id)["security_groups"])
        client.do("security", "group", "delete", group)

    def ports(self, client):
        port = client("port", "create", "--network", NETWORK, named(client, "port"))
        address = address_of(port)
        client.do("server", "add", "port", self.id, port["id"])
        self.until(client, lambda shown: address in str(shown["addresses"]))
        equal(client("port", "show", port["id"])["device_id"], self.id, "device")
        client.refused("server", "add", "port", self.id, port["id"], because=("is still in use", "in use", "409"))
        client.do("server", "remove", "port", self.id, port["id"])
        self.until(client, lambda shown: address not in str(shown["addresses"]))
        equal(client("port", "show", port["id"])["device_id"], "", "device")
        client.do("port", "delete", port["id"])

    def floating(self, client):
        address = client("floating", "ip", "create", "public")["floating_ip_address"]
        client.do("server", "add", "floating", "ip", self.id, address)
        self.until(client, lambda shown: address in str(shown["addresses"]))
        client.do("server", "remove", "floating", "ip", self.id, address)
        self.until(client, lambda shown: address not in str(shown["addresses"]))
        client.do("floating", "ip", "delete", address)

    def address_in_use(self, client):
        port = client("port", "list", "--server", self.id)[0]
        address = port["Fixed IP Addresses"][0]["ip_address"]
        shared = client("network", "show", NETWORK)["id"]
        client.refused("server", "create", "--image", IMAGE, "--flavor", FLAVOR, "--nic", f"net-id={shared},v4-fixed-ip={address}",
                       named(client, "same"), because=("already in use", "409"))
        client.refused("server", "create", "--image", IMAGE, "--flavor", FLAVOR, "--nic", f"port-id={port['ID']}",
                       named(client, "same"), because=("is still in use", "409"))

    def events(self, client):
        found = client("server", "event", "list", self.id)
        assert {"create", "stop", "start", "reboot"} <= {row["Action"] for row in found}, found
        request = next(row["Request ID"] for row in found if row["Action"] == "create")
        equal(client("server", "event", "show", self.id, request)["action"], "create")

    def console(self, client):
        """The guest has been started anew a moment ago: its kernel takes a while to say something."""
        deadline = time.monotonic() + 120
        while True:
            _, output, errors = client.execute("console", "log", "show", self.id)
            assert not errors.strip(), errors
            if output.strip():
                return f"{len(output)} characters"
            assert time.monotonic() < deadline, "a guest without a word"

    def console_url(self, client):
        shown = client("console", "url", "show", "--novnc", self.id)
        assert shown["url"].startswith(f"https://{client.cloud.address}"), shown
        return shown["url"].split("?")[0]

    def rebuilt(self, client):
        client.do("server", "rebuild", "--image", IMAGE, "--wait", self.id)
        equal(wait(client, self.id, ("ACTIVE",)), "ACTIVE")

    def deleted(self, client):
        client.do("server", "delete", "--wait", self.id)
        client.refused("server", "show", self.id, because=("No server", "No Server", "could not be found"))

    def until(self, client, predicate, seconds=60):
        deadline = time.monotonic() + seconds
        while not predicate(client("server", "show", self.id)):
            assert time.monotonic() < deadline, f"not within {seconds} s"
            time.sleep(0.5)


def deleted_early(client):
    made = client(*create(client, named(client, "early")))
    client.do("server", "delete", "--wait", made["id"])
    client.refused("server", "show", made["id"], because=("No server", "No Server", "could not be found"))


def two(client):
    name = named(client, "pair")
    client(*create(client, name, "--max", "2", "--min", "2"))
    found = [row["ID"] for row in client("server", "list", "--name", f"^{name}-[12]$")]
    try:
        equal(len(found), 2)
        for server in found:
            equal(wait(client, server, ("ACTIVE", "ERROR")), "ACTIVE")
    finally:
        for server in found:
            client.do("server", "delete", "--wait", server)


def anti_affinity(client):
    """The one host has room for one of them; the other one says so."""
    name = named(client, "apart")
    group = client("server", "group", "create", "--policy", "anti-affinity", name)["id"]
    made = []
    try:
        for number in (1, 2):
            made.append(client(*create(client, f"{name}-{number}", "--hint", f"group={group}"))["id"])
            equal(wait(client, made[-1], ("ACTIVE", "ERROR")), "ACTIVE" if number == 1 else "ERROR", f"server {number}")
        fault = str(client("server", "show", made[1]).get("fault"))
        assert "No valid host was found" in fault, fault
        return fault
    finally:
        for server in made:
            client.do("server", "delete", "--wait", server)
        client.do("server", "group", "delete", group)


def address_of(port):
    """The older client prints addresses as text."""
    fixed = port["fixed_ips"]
    return fixed[0]["ip_address"] if isinstance(fixed, list) else fixed.split("ip_address='")[1].split("'")[0]


def sdk(client):
    client.library(SDK, seconds=300)
