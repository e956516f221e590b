"""The stock OpenStack client against a running Apus.

Usage: conformance.py DIRECTORY-OF-THE-PROGRAMS NAME=PATH-OF-OPENSTACK…
"""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Lab"))

import bodies  # noqa: E402
import cases as casebook  # noqa: E402
import client as clients  # noqa: E402
import cloud as clouds  # noqa: E402
import identity  # noqa: E402
import image  # noqa: E402
import network_l3  # noqa: E402
import placement  # noqa: E402


def main(programs, named):
    cases = casebook.Cases("Conformance")
    cloud = clouds.Cloud(programs, 18_000)
    try:
        cases.run("a cloud to talk to", start, cloud)
        for name, path in (item.split("=", 1) for item in named):
            client = clients.Client(name, path, cloud)
            cases.run(f"{name}: version", client.version)
            identity.run(cases, client)
            image.run(cases, client)
            network_l3.run(cases, client)
            placement.run(cases, client)
        bodies.run(cases, cloud)
        image.libraries(cases, cloud)
    finally:
        cloud.destroy()
    return cases.close()


def start(cloud):
    document, code = cloud.up()
    casebook.equal(code, 0, f"exit code ({document})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
