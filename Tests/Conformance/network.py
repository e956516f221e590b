"""Networks, subnets, ports and quotas, command by command."""

from cases import equal


def run(cases, client):
    case = lambda name, body: cases.run(f"{client.name}: {name}", body, client)  # noqa: E731
    case("network create, list, show, set, delete", network)
    case("provider networks", provider)
    case("subnet create, list, show, set, delete", subnet)
    case("IPv6 subnets", ipv6)
    case("an overlapping subnet is refused", overlap)
    case("subnet pools and address scopes", pools)
    case("port create, list, show, set, delete", port)
    case("an address in use is refused", address_in_use)
    case("a network in use is not deleted", in_use)
    case("a network for one other project", shared_with_one)
    case("quota show, set", quota)
    case("over quota is refused", over_quota)
    case("network agent list, extension list, availability zones", surroundings)
    case("an unknown network is not found", unknown)


def named(client, word):
    return f"{word}-{client.name}"


def network(client):
    name = named(client, "net")
    made = client("network", "create", name, "--description", "of a test", "--mtu", "1400", "--tag", "red")
    equal(made["name"], name)
    equal(made["mtu"], 1400)
    equal(made["status"], "ACTIVE")
    try:
        assert name in [row["Name"] for row in client("network", "list")]
        equal([row["Name"] for row in client("network", "list", "--name", name, "--tags", "red")], [name])
        client.do("network", "set", "--name", name + "-2", "--disable", name)
        shown = client("network", "show", name + "-2")
        equal(shown["id"], made["id"])
        assert shown["admin_state_up"] in (False, "DOWN"), shown["admin_state_up"]
    finally:
        client.do("network", "delete", made["id"])
    client.refused("network", "show", made["id"], because=("No Network found", "could not be found", "No network with"))


def provider(client):
    name = named(client, "flat")
    made = client("network", "create", name, "--external", "--provider-network-type", "flat",
                  "--provider-physical-network", name)
    try:
        equal(made["provider:physical_network"], name)
        assert made["router:external"] in (True, "External"), made["router:external"]
        assert name in [row["Name"] for row in client("network", "list", "--external")]
        client.refused("network", "create", name, "--provider-network-type", "flat", "--provider-physical-network", name,
                       because="is in use")
    finally:
        client.do("network", "delete", made["id"])


class Net:
    """A network with a subnet, for the time of a case."""

    def __init__(self, client, word, cidr="10.77.0.0/24", *more):
        self.client, self.name = client, named(client, word)
        self.id = client("network", "create", self.name)["id"]
        self.ports = []
        try:
            self.subnet = client("subnet", "create", self.name, "--network", self.id, "--subnet-range", cidr, *more)
        except Exception:
            client.do("network", "delete", self.id)
            raise

    def port(self, name, *words):
        made = self.client("port", "create", name, "--network", self.id, *words)
        self.ports.append(made["id"])
        return made

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.ports:
            self.client.do("port", "delete", *self.ports)
        self.client.do("network", "delete", self.id)


def subnet(client):
    with Net(client, "sub", "10.77.0.0/24", "--dns-nameserver", "9.9.9.9", "--host-route",
             "destination=192.0.2.0/24,gateway=10.77.0.9") as net:
        equal(net.subnet["gateway_ip"], "10.77.0.1")
        equal(net.subnet["cidr"], "10.77.0.0/24")
        client.do("subnet", "set", "--name", net.name + "-2", "--no-dns-nameservers", "--dns-nameserver", "1.1.1.1", "--no-dhcp",
                  net.subnet["id"])
        shown = client("subnet", "show", net.name + "-2")
        equal(shown["enable_dhcp"], False)
        assert "1.1.1.1" in str(shown["dns_nameservers"]) and "9.9.9.9" not in str(shown["dns_nameservers"]), shown
        equal([row["ID"] for row in client("subnet", "list", "--network", net.id)], [net.subnet["id"]])
        client.do("subnet", "delete", net.subnet["id"])
        equal(client("subnet", "list", "--network", net.id), [])


def ipv6(client):
    with Net(client, "six", "2001:db8:77::/64", "--ip-version", "6", "--ipv6-ra-mode", "slaac", "--ipv6-address-mode",
             "slaac") as net:
        made = net.port("six", "--mac-address", "fa:16:3e:00:00:01")
        assert "2001:db8:77:0:f816:3eff:fe00:1" in str(made["fixed_ips"]).replace("77::", "77:0:"), made["fixed_ips"]


def overlap(client):
    with Net(client, "over") as net:
        client.refused("subnet", "create", "x", "--network", net.id, "--subnet-range", "10.77.0.128/25",
                       because="overlaps with another subnet")


def pools(client):
    name = named(client, "pool")
    scope = client("address", "scope", "create", name, "--ip-version", "4")
    pool = client("subnet", "pool", "create", name, "--pool-prefix", "10.88.0.0/16", "--default-prefix-length", "26",
                  "--address-scope", name)
    made = client("network", "create", name)
    try:
        cut = client("subnet", "create", name, "--network", made["id"], "--subnet-pool", name)
        equal(cut["cidr"], "10.88.0.0/26")
        client.refused("subnet", "pool", "delete", pool["id"], because="subnets")
    finally:
        client.do("network", "delete", made["id"])
        client.do("subnet", "pool", "delete", pool["id"])
        client.do("address", "scope", "delete", scope["id"])


def port(client):
    with Net(client, "port") as net:
        made = net.port("one", "--fixed-ip", "ip-address=10.77.0.50", "--description", "d")
        assert "10.77.0.50" in str(made["fixed_ips"])
        equal(made["status"], "DOWN")
        equal([row["ID"] for row in client("port", "list", "--fixed-ip", "ip-address=10.77.0.50")], [made["id"]])
        client.do("port", "set", "--name", "two", "--fixed-ip", "ip-address=10.77.0.51", "--allowed-address",
                  "ip-address=10.77.0.200", made["id"])
        shown = client("port", "show", made["id"])
        equal(shown["name"], "two")
        assert "10.77.0.50" in str(shown["fixed_ips"]) and "10.77.0.51" in str(shown["fixed_ips"]), shown["fixed_ips"]
        assert "10.77.0.200" in str(shown["allowed_address_pairs"])
        client.do("port", "unset", "--fixed-ip", f"subnet={net.subnet['id']},ip-address=10.77.0.50", made["id"])
        assert "10.77.0.50" not in str(client("port", "show", made["id"])["fixed_ips"])


def address_in_use(client):
    with Net(client, "used") as net:
        net.port("one", "--fixed-ip", "ip-address=10.77.0.50")
        client.refused("port", "create", "two", "--network", net.id, "--fixed-ip", "ip-address=10.77.0.50", because="is in use")


def in_use(client):
    with Net(client, "busy") as net:
        net.port("one")
        client.refused("network", "delete", net.id, because="ports still in use")
        client.refused("subnet", "delete", net.subnet["id"], because="One or more ports have an IP allocation")


def shared_with_one(client):
    name = named(client, "friend")
    project = client("project", "create", name)
    with Net(client, "lent") as net:
        policy = client("network", "rbac", "create", "--type", "network", "--action", "access_as_shared", "--target-project",
                        project["id"], net.id)
        assert policy["id"] in [row["ID"] for row in client("network", "rbac", "list")]
        client.do("network", "rbac", "delete", policy["id"])
    client.do("project", "delete", project["id"])


def limits(client, project):
    """From the API itself: the commands of one generation ask compute and volumes, too."""
    return client.cloud.session().json("GET", f"/network/v2.0/quotas/{project}")["quota"]


def quota(client):
    name = named(client, "quota")
    project = client("project", "create", name)["id"]
    try:
        equal(limits(client, project)["port"], 500)
        client.do("quota", "set", "--ports", "7", project)
        equal(limits(client, project)["port"], 7)
    finally:
        client.do("project", "delete", project)


def over_quota(client):
    name = named(client, "full")
    project = client("project", "create", name)["id"]
    try:
        client.do("quota", "set", "--networks", "0", project)
        client.refused("network", "create", name, "--project", project, because="Quota exceeded for resources")
    finally:
        client.do("project", "delete", project)


def surroundings(client):
    kinds = {row["Agent Type"] for row in client("network", "agent", "list")}
    assert {"DHCP agent", "L3 agent"} <= kinds, kinds
    aliases = {row["Alias"] for row in client("extension", "list", "--network")}
    assert {"router", "security-group", "quotas", "standard-attr-tag"} <= aliases, aliases
    zones = {(row["Zone Name"], row["Zone Resource"]) for row in client("availability", "zone", "list", "--network", "--long")}
    assert ("nova", "network") in zones, zones


def unknown(client):
    client.refused("network", "show", "no-such-network", because=("No Network found", "could not be found", "No network with"))
    client.refused("port", "create", "p", "--network", "no-such-network", because=("No Network found", "could not be found"))
