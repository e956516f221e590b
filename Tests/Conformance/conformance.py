"""The stock OpenStack client against a running Apus with a host that really runs guests.

Usage: conformance.py --image GUEST-IMAGE [--only PART,…] [--essentials] DIRECTORY-OF-THE-PROGRAMS NAME=PATH-OF-OPENSTACK
With --essentials, for an older client, parts that know a difference leave out what only a new one can tell.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Lab"))

import bodies  # noqa: E402
import cases as casebook  # noqa: E402
import client as clients  # noqa: E402
import cloud as clouds  # noqa: E402
import compute  # noqa: E402
import federation  # noqa: E402
import furnish  # noqa: E402
import hosts as hostbook  # noqa: E402
import identity  # noqa: E402
import identity_credentials  # noqa: E402
import identity_limits  # noqa: E402
import image  # noqa: E402
import image_metadef  # noqa: E402
import network  # noqa: E402
import network_l3  # noqa: E402
import operations  # noqa: E402
import placement  # noqa: E402
import rules  # noqa: E402

PARTS = {"identity": identity, "identity_credentials": identity_credentials, "identity_limits": identity_limits,
         "federation": federation, "image": image, "image_metadef": image_metadef, "network": network,
         "network_l3": network_l3, "placement": placement,
         "operations": operations, "compute": compute}


def main():
    options = arguments()
    hostbook.enter()
    cases = casebook.Cases("Conformance")
    cloud = clouds.Cloud(options.programs, 18_000, address=hostbook.CONTROLLER)
    host = hostbook.Host(1, options.programs)
    try:
        cases.run("a cloud to talk to, with a host", furnish.start, cloud, host)
        cases.run("an image, a flavor, networks and a router", furnish.fill, cloud, options.image)
        name, path = options.client
        with clients.Client(name, path, cloud, whole=not options.essentials) as client:
            cases.run(f"{name}: version", client.version)
            for part in options.only:
                PARTS[part].run(cases, client)
        if not options.essentials:
            bodies.run(cases, cloud)
            rules.run(cases, cloud)
            image.libraries(cases, cloud)
    finally:
        host.remove()
        cloud.destroy()
    return cases.close()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", required=True)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--essentials", action="store_true")
    parser.add_argument("programs")
    parser.add_argument("client", type=lambda text: text.split("=", 1))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
