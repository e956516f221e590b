"""Placement through the plug-in of the stock client. Where a client has no plug-in, there is nothing to try."""

import uuid

from cases import equal

VERSION = {"OS_PLACEMENT_API_VERSION": "1.29"}


def run(cases, client):
    # Debian's client comes without the plug-in.
    _, output, _ = client.execute("resource", "provider", "list", "--help")
    if "resource provider list" not in output:
        return
    work = Work(client)
    for name, body in (
        ("resource provider list, show of a host", work.host), ("resource provider create, set, delete", work.life),
        ("resource provider inventory set, list, delete", work.inventory),
        ("a trait that is not there is refused", work.missing_trait),
        ("resource class create, list, delete", work.classes), ("trait create, list, delete", work.traits),
        ("resource provider trait set, list", work.provider_traits),
        ("resource provider aggregate set, list", work.aggregates),
        ("resource provider allocation set, show, unset", work.allocations),
        ("more than there is cannot be allocated", work.too_much), ("resource usage show", work.usage),
        ("allocation candidate list", work.candidates), ("a tree of providers", work.tree),
    ):
        cases.run(f"{client.name}: {name}", body)


class Work:
    def __init__(self, client):
        self.client = client
        self.consumer = str(uuid.uuid4())

    def ask(self, *words, version=None):
        return self.client(*words, **(VERSION | ({"OS_PLACEMENT_API_VERSION": version} if version else {})))

    def do(self, *words):
        self.client.do(*words, **VERSION)

    def refused(self, *words, because):
        self.client.refused(*words, because=because, **VERSION)

    def provider(self, name, *inventories, parent=None):
        words = ["--parent-provider", parent] if parent else []
        made = self.ask("resource", "provider", "create", f"{name}-{self.client.name}", *words)["uuid"]
        if inventories:
            resources = [word for item in inventories for word in ("--resource", item)]
            self.ask("resource", "provider", "inventory", "set", made, *resources)
        return made

    def gone(self, *providers):
        for provider in providers:
            self.do("resource", "provider", "delete", provider)

    def host(self):
        """The cloud's own host has become a provider, with what it has."""
        host = self.ask("resource", "provider", "list", "--resource", "VCPU=1")[0]
        shown = self.ask("resource", "provider", "show", host["uuid"])
        equal(shown["name"], host["name"], "name")
        equal(shown["root_provider_uuid"], host["uuid"], "root")
        classes = {row["resource_class"] for row in self.ask("resource", "provider", "inventory", "list", host["uuid"])}
        assert {"VCPU", "MEMORY_MB"} <= classes, classes
        traits = {row["name"] for row in self.ask("resource", "provider", "trait", "list", host["uuid"])}
        assert "COMPUTE_NODE" in traits, traits
        usage = {row["resource_class"] for row in self.ask("resource", "provider", "usage", "show", host["uuid"])}
        equal(usage, classes, "classes of the usage")

    def life(self):
        made = self.provider("life")
        renamed = self.ask("resource", "provider", "set", made, "--name", f"renamed-{self.client.name}")
        equal(renamed["name"], f"renamed-{self.client.name}", "name")
        equal(self.ask("resource", "provider", "list", "--name", renamed["name"])[0]["uuid"], made, "found by name")
        self.refused("resource", "provider", "create", renamed["name"], because="already exists")
        self.gone(made)
        self.refused("resource", "provider", "show", made, because="No resource provider")

    def inventory(self):
        made = self.provider("inventory", "VCPU=4", "VCPU:allocation_ratio=2.0", "DISK_GB=100")
        rows = {row["resource_class"]: row for row in self.ask("resource", "provider", "inventory", "list", made)}
        equal((rows["VCPU"]["total"], rows["VCPU"]["allocation_ratio"]), (4, 2.0), "VCPU")
        self.ask("resource", "provider", "inventory", "class", "set", made, "VCPU", "--total", "8")
        equal(self.ask("resource", "provider", "inventory", "show", made, "VCPU")["total"], 8, "total")
        self.do("resource", "provider", "inventory", "delete", made, "--resource-class", "DISK_GB")
        self.do("resource", "provider", "inventory", "delete", made)
        equal(self.ask("resource", "provider", "inventory", "list", made), [], "inventories")
        self.gone(made)

    def missing_trait(self):
        made = self.provider("traitless", "VCPU=4")
        self.refused("resource", "provider", "trait", "set", made, "--trait", "NO_SUCH_TRAIT", because="No such trait")
        self.gone(made)

    def classes(self):
        name = f"CUSTOM_{self.client.name.upper()}"
        self.do("resource", "class", "create", name)
        assert name in {row["name"] for row in self.ask("resource", "class", "list")}
        equal(self.ask("resource", "class", "show", name)["name"], name, "name")
        self.do("resource", "class", "delete", name)
        self.refused("resource", "class", "show", name, because="No such resource class")

    def traits(self):
        name = f"CUSTOM_{self.client.name.upper()}"
        self.do("trait", "create", name)
        equal(self.ask("trait", "list", "--name", "startswith:CUSTOM_"), [{"name": name}], "custom traits")
        assert len(self.ask("trait", "list")) > 300
        self.do("trait", "delete", name)

    def provider_traits(self):
        made = self.provider("traits")
        self.ask("resource", "provider", "trait", "set", made, "--trait", "HW_CPU_X86_AVX2")
        equal(self.ask("resource", "provider", "trait", "list", made), [{"name": "HW_CPU_X86_AVX2"}], "traits")
        self.do("resource", "provider", "trait", "delete", made)
        self.gone(made)

    def aggregates(self):
        made, aggregate = self.provider("aggregates"), str(uuid.uuid4())
        self.ask("resource", "provider", "aggregate", "set", made, "--aggregate", aggregate, "--generation", "0")
        equal(self.ask("resource", "provider", "aggregate", "list", made), [{"uuid": aggregate}], "aggregates")
        found = self.ask("resource", "provider", "list", "--member-of", aggregate)
        equal([row["uuid"] for row in found], [made], "members")
        self.gone(made)

    def allocate(self, provider, *resources):
        words = ["--project-id", "p", "--user-id", "u", "--allocation", ",".join((f"rp={provider}", *resources))]
        return ["resource", "provider", "allocation", "set", self.consumer, *words]

    def allocations(self):
        made = self.provider("allocations", "VCPU=4", "MEMORY_MB=1024")
        self.ask(*self.allocate(made, "VCPU=2", "MEMORY_MB=512"))
        shown = self.ask("resource", "provider", "allocation", "show", self.consumer)
        equal(shown[0]["resources"], {"VCPU": 2, "MEMORY_MB": 512}, "resources")
        self.refused("resource", "provider", "delete", made, because="has allocations")
        self.refused("resource", "provider", "inventory", "delete", made, because="in use")
        self.ask("resource", "provider", "allocation", "unset", self.consumer, "--resource-class", "MEMORY_MB")
        self.do("resource", "provider", "allocation", "delete", self.consumer)
        self.gone(made)

    def too_much(self):
        made = self.provider("full", "VCPU=4")
        self.refused(*self.allocate(made, "VCPU=5"), because="exceed the capacity")
        self.gone(made)

    def usage(self):
        made = self.provider("usage", "VCPU=4")
        self.ask(*self.allocate(made, "VCPU=3"))
        rows = {row["resource_class"]: row["usage"] for row in self.ask("resource", "usage", "show", "p")}
        equal(rows, {"VCPU": 3}, "usage of the project")
        rows = self.ask("resource", "provider", "usage", "show", made)
        equal([(row["resource_class"], row["usage"]) for row in rows], [("VCPU", 3)], "usage of the provider")
        self.do("resource", "provider", "allocation", "delete", self.consumer)
        self.gone(made)

    def candidates(self):
        found = self.ask("allocation", "candidate", "list", "--resource", "VCPU=1", "--required", "COMPUTE_NODE")
        assert len(found) == 1 and "VCPU=1" in str(found[0]["allocation"]), found
        self.refused("allocation", "candidate", "list", "--resource", "NOTHING=1", because="No such resource class")

    def tree(self):
        root = self.provider("root", "VCPU=4")
        child = self.provider("child", "VGPU=2", parent=root)
        rows = self.ask("resource", "provider", "list", "--in-tree", root)
        equal({row["uuid"] for row in rows}, {root, child}, "tree")
        found = self.ask("allocation", "candidate", "list", "--resource", "VCPU=1", "--resource", "VGPU=1")
        equal(len(found), 2, "rows of the one candidate")
        self.refused("resource", "provider", "delete", root, because="child resource providers")
        self.gone(child, root)
