"""Images, as a person uses them from the command line and as libraries ask for them."""

import hashlib
import json
import os
import subprocess
import tempfile

from cases import equal

SDK = """
import hashlib, json, sys, openstack
cloud = openstack.connect(cloud="apus")
data = sys.stdin.buffer.read()
image = cloud.image.create_image("sdk", data=data, container_format="bare", disk_format="raw", color="sdk", validate_checksum=True)
found = cloud.image.get_image(image.id)
assert (found.status, found.size) == ("active", len(data)), found
assert image.id in [each.id for each in cloud.image.images(name="sdk")]
assert cloud.image.get_image(image.id).properties["color"] == "sdk"
cloud.image.update_image(image, name="sdk2", min_ram=64, color="green")
assert cloud.image.find_image("sdk2").min_ram == 64
cloud.image.add_tag(image, "tried")
assert [each.id for each in cloud.image.images(tag="tried")] == [image.id]
assert hashlib.md5(cloud.image.download_image(image, stream=False).content).hexdigest() == cloud.image.get_image(image.id).checksum
cloud.image.deactivate_image(image)
cloud.image.reactivate_image(image)
cloud.image.delete_image(image, ignore_missing=False)
staged = cloud.image.create_image("staged", container_format="bare", disk_format="raw", allow_duplicates=True)
cloud.image.stage_image(staged, data=data)
cloud.image.import_image(cloud.image.get_image(staged.id), method="glance-direct")
assert cloud.image.get_image(staged.id).status == "active"
assert list(cloud.image.members(staged)) == []
cloud.image.delete_image(staged)
print(json.dumps("done"))
"""


def run(cases, client):
    """The commands of one client."""
    with tempfile.TemporaryDirectory() as folder:
        work = Work(client, folder)
        for name, body in (
            ("image create --file (raw)", work.create_raw), ("image create --file (qcow2)", work.create_qcow2),
            ("a qcow2 file with a backing file is refused", work.create_hostile),
            ("a qcow2 file declared raw is refused", work.create_mismatch),
            ("image list, by name, tag, property and status", work.lists), ("image list, in pages", work.pages),
            ("image set and unset", work.sets), ("image save", work.save),
            ("image add, list and remove project", work.share), ("image deactivate and activate", work.deactivate),
            ("a protected image is not deleted", work.protect), ("image delete", work.delete),
            ("the SDK creates, stages, imports, tags and deletes", work.sdk),
        ):
            cases.run(f"{client.name}: {name}", body)


class Work:
    def __init__(self, client, folder):
        self.client, self.folder = client, folder
        self.raw = os.path.join(folder, "disk.raw")
        self.qcow2 = os.path.join(folder, "disk.qcow2")
        self.hostile = os.path.join(folder, "hostile.qcow2")
        self.name = f"image-{client.name}"
        self.data = os.urandom(3_000_000)
        with open(self.raw, "wb") as file:
            file.write(self.data)
        for more in ([self.qcow2, "64M"], ["-b", self.qcow2, "-F", "qcow2", self.hostile]):
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *more], check=True)

    def create(self, file, kind, name, *more):
        words = ["--file", file, "--disk-format", kind, "--container-format", "bare", *more, name]
        # The older client shows the image as it was before its data came.
        return self.client("image", "show", self.client("image", "create", *words)["id"])

    def create_raw(self):
        image = self.create(self.raw, "raw", self.name, "--property", f"color={self.name}", "--tag", self.name)
        equal((image["status"], image["size"], image["visibility"]), ("active", len(self.data), "shared"), "image")
        equal(image["checksum"], hashlib.md5(self.data).hexdigest(), "checksum")
        equal(image["properties"]["os_hash_value"], hashlib.sha512(self.data).hexdigest(), "os_hash_value")
        equal(image["properties"]["color"], self.name, "property")

    def create_qcow2(self):
        image = self.create(self.qcow2, "qcow2", self.name + "-qcow2", "--public")
        equal((image["status"], image["visibility"], image["virtual_size"]), ("active", "public", 64 << 20), "image")

    def create_hostile(self):
        return self.refused(self.hostile, "qcow2", "it has a backing file")

    def create_mismatch(self):
        return self.refused(self.qcow2, "raw", "disk_format raw does not match stream data qcow2")

    def refused(self, file, kind, because):
        words = ["--file", file, "--disk-format", kind, "--container-format", "bare", self.name + "-bad"]
        line = self.client.refused("image", "create", *words, because=because)
        for row in self.client("image", "list", "--name", self.name + "-bad"):
            equal(row["Status"], "queued", "status of what was refused")
            self.client.do("image", "delete", row["ID"])
        return line

    def names(self, *words):
        return {row["Name"] for row in self.client("image", "list", *words)}

    def lists(self):
        both = {self.name, self.name + "-qcow2"}
        assert both <= self.names(), "not listed"
        equal(self.names("--name", self.name), {self.name}, "by name")
        equal(self.names("--tag", self.name), {self.name}, "by tag")
        equal(self.names("--property", f"color={self.name}"), {self.name}, "by property")
        assert both <= self.names("--status", "active") and not both & self.names("--status", "queued"), "by status"
        assert self.name + "-qcow2" in self.names("--public") and self.name not in self.names("--public"), "by visibility"

    def pages(self):
        """The client sorts by itself what a page has, so that the pages are those of the order by age."""
        listed = [row["ID"] for row in self.client("image", "list", "--sort", "created_at:desc")]
        first = self.client("image", "list", "--limit", "1", "--sort", "created_at:desc")
        assert first[0]["ID"] in listed, "first"
        rest = {row["ID"] for row in self.client("image", "list", "--marker", listed[0])}
        equal(rest, set(listed[1:]), "behind the marker")

    def sets(self):
        self.client.do("image", "set", "--min-ram", "64", "--property", "shape=round", "--tag", "second", self.name)
        image = self.client("image", "show", self.name)
        equal((image["min_ram"], image["properties"]["shape"]), (64, "round"), "set")
        equal(sorted(image["tags"]), sorted([self.name, "second"]), "tags")
        self.client.do("image", "unset", "--property", "shape", "--tag", "second", self.name)
        image = self.client("image", "show", self.name)
        assert "shape" not in image["properties"] and image["tags"] == [self.name], "unset"

    def save(self):
        target = os.path.join(self.folder, "saved")
        self.client.do("image", "save", "--file", target, self.name)
        with open(target, "rb") as file:
            assert file.read() == self.data, "other bytes came back"

    def share(self):
        project = self.client("project", "create", self.name)["id"]
        equal(self.client("image", "add", "project", self.name, project)["status"], "pending", "status")
        equal([row["Member ID"] for row in self.client("image", "member", "list", self.name)], [project], "members")
        self.client.do("image", "remove", "project", self.name, project)
        equal(self.client("image", "member", "list", self.name), [], "members")
        self.client.do("project", "delete", project)

    def deactivate(self):
        self.client.do("image", "set", "--deactivate", self.name)
        equal(self.client("image", "show", self.name)["status"], "deactivated", "status")
        self.client.do("image", "set", "--activate", self.name)
        equal(self.client("image", "show", self.name)["status"], "active", "status")

    def protect(self):
        self.client.do("image", "set", "--protected", self.name)
        line = self.client.refused("image", "delete", self.name, because=("is protected and cannot be deleted", "403"))
        self.client.do("image", "set", "--unprotected", self.name)
        return line

    def delete(self):
        self.client.do("image", "delete", self.name, self.name + "-qcow2")
        assert not {self.name, self.name + "-qcow2"} & self.names(), "still listed"

    def sdk(self):
        """With the Python that the client runs in."""
        equal(json.loads(self.client.library(SDK, self.data)), "done", "output")


def libraries(cases, cloud):
    """What libraries ask for that the commands do not: discovery, ranges, bytes of refusals."""
    cases.run("image: version documents", versions, cloud)
    cases.run("image: upload, ranges and refusals", transfer, cloud)
    cases.run("image: schemas and information", information, cloud)


def versions(cloud):
    session = cloud.session()
    for path, wanted in (("", 300), ("/", 300), ("/versions", 200), ("/v2", 200), ("/v2/", 200)):
        status, _, data = session.request("GET", "/image" + path)
        equal(status, wanted, path)
        found = json.loads(data)["versions"]
        equal((found[0]["id"], found[0]["status"], found[-1]["id"]), ("v2.17", "CURRENT", "v2.0"), path)
        equal(found[0]["links"][0]["href"], f"https://{cloud.address}:{cloud.port}/image/v2/", path)


def transfer(cloud):
    session = cloud.session()
    image = session.json("POST", "/image/v2/images", {"name": "t", "disk_format": "raw", "container_format": "bare"})
    file = "/image" + image["file"]
    equal(session.request("GET", file)[0], 204, "without data")
    equal(session.request("PUT", file, {"not": "data"})[0], 415, "media type")
    # The session writes JSON, so that the data are two digits.
    octets = {"Content-Type": "application/octet-stream"}
    equal(session.request("PUT", file, 42, octets)[0], 204, "upload")
    status, headers, data = session.request("GET", file, headers={"Range": "bytes=1-1"})
    equal((status, headers["Content-Range"], data), (206, "bytes 1-1/2", b"2"), "range")
    equal(session.request("GET", file, headers={"Range": "bytes=2-"})[0], 416, "range beyond the end")
    status, _, data = session.request("PUT", file, 42, octets)
    equal(status, 409, "second upload")
    equal(json.loads(data)["message"], "Image status transition from active to saving is not allowed", "words")
    status, _, data = session.request("GET", "/image/v2/images/web")
    equal((status, json.loads(data)["title"]), (404, "Not Found"), "a name instead of an id")
    equal(session.request("DELETE", "/image" + image["self"])[0], 204, "delete")


def information(cloud):
    session = cloud.session()
    for name in ("image", "images", "member", "members"):
        equal(session.json("GET", f"/image/v2/schemas/{name}")["name"], name, "schema")
    for name in ("namespace", "namespaces", "object", "objects", "property", "properties", "tag", "tags"):
        equal(session.json("GET", f"/image/v2/schemas/metadefs/{name}")["name"], name, "schema")
    equal(session.json("GET", "/image/v2/info/import")["import-methods"]["value"], ["glance-direct"], "methods")
    equal(session.json("GET", "/image/v2/info/stores")["stores"][0]["id"], "file", "store")
