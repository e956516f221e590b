"""Metadata definitions and tasks of images, for the clients that have commands for them."""

import json

from cases import equal

SPACE = "OS::Conformance"


def run(cases, client):
    # The older client has no such commands.
    if not client.whole:
        return
    work = Work(client)
    for name, body in (
        ("image metadef namespace create, list, set and show", work.namespace),
        ("image metadef property create, list, set and show", work.property),
        ("image metadef object create, update and list", work.object),
        ("image metadef resource type association create and list", work.association),
        ("a protected metadef namespace is not deleted", work.protect),
        ("what stands in a metadef namespace is deleted, then itself", work.delete),
        ("image task list and show", work.tasks),
    ):
        cases.run(f"{client.name}: {name}", body)


class Work:
    def __init__(self, client):
        self.client = client

    def metadef(self, *words):
        return self.client("image", "metadef", *words)

    def do(self, *words):
        self.client.do("image", "metadef", *words)

    def namespace(self):
        made = self.metadef("namespace", "create", "--display-name", "Tried", "--public", SPACE)
        equal((made["namespace"], made["visibility"], made["protected"]), (SPACE, "public", False), "made")
        assert SPACE in [each["namespace"] for each in self.metadef("namespace", "list", "--visibility", "public")]
        # What is not said again is as for a new namespace.
        self.do("namespace", "set", "--display-name", "Tried", "--description", "What is tried", "--public", "--tag", "one",
                "--tag", "two", SPACE)
        shown = self.metadef("namespace", "show", SPACE)
        equal((shown["display_name"], shown["description"]), ("Tried", "What is tried"), "shown")
        self.do("namespace", "unset", "--tag", "one", SPACE)
        self.client.refused("image", "metadef", "namespace", "create", SPACE, because="already exists")

    def property(self):
        schema = json.dumps({"description": "How loud", "minimum": 1, "enum": ["loud", "quiet"]})
        made = self.metadef("property", "create", "--name", "noise", "--title", "Noise", "--type", "string", "--schema", schema,
                            SPACE)
        equal((made["name"], made["title"], made["type"]), ("noise", "Noise", "string"), "made")
        equal([each["name"] for each in self.metadef("property", "list", SPACE)], ["noise"], "list")
        self.do("property", "set", "--title", "Sound", SPACE, "noise")
        shown = self.metadef("property", "show", SPACE, "noise")
        equal((shown["title"], shown["description"]), ("Sound", "How loud"), "shown")

    def object(self):
        equal(self.metadef("object", "create", "--namespace", SPACE, "thing")["name"], "thing", "made")
        self.do("object", "update", "--name", "item", SPACE, "thing")
        equal([each["name"] for each in self.metadef("object", "list", SPACE)], ["item"], "list")
        equal(self.metadef("object", "show", SPACE, "item")["namespace_name"], SPACE, "shown")

    def association(self):
        self.metadef("resource", "type", "association", "create", SPACE, "OS::Glance::Image")
        found = self.metadef("resource", "type", "association", "list", SPACE)
        assert "OS::Glance::Image" in json.dumps(found), found
        assert "OS::Glance::Image" in json.dumps(self.metadef("resource", "type", "list"))

    def protect(self):
        self.do("namespace", "set", "--protected", SPACE)
        line = self.client.refused("image", "metadef", "namespace", "delete", SPACE, because=("protected", "Failed to delete"))
        self.metadef("namespace", "show", SPACE)
        self.do("namespace", "set", "--unprotected", SPACE)
        return line

    def delete(self):
        self.do("property", "delete", SPACE, "noise")
        equal(self.metadef("property", "list", SPACE), [], "properties")
        self.do("object", "delete", SPACE)
        equal(self.metadef("object", "list", SPACE), [], "objects")
        self.do("resource", "type", "association", "delete", SPACE, "OS::Glance::Image")
        self.do("namespace", "unset", "--all-tags", SPACE)
        self.do("namespace", "delete", SPACE)
        assert SPACE not in json.dumps(self.metadef("namespace", "list"))

    def tasks(self):
        equal(self.client("image", "task", "list"), [], "tasks")
        self.client.refused("image", "task", "show", "6f1a37b2-0000-4000-8000-000000000000", because=("404", "not found"))
