"""kill -9 at any moment: what was acknowledged is there, and the host is back soon."""

import http.client
import os
import signal
import threading
import time

from cases import equal
from cloud import Refused, Session, wait

LIMIT = 5.0
CLIENTS = 8
# However fast the writes are, they go on until so many stops have fallen among them.
STOPS = 4
# Between two kills: a program that ran for less than 3 s is restarted with a pause.
PAUSE = 3.2


def run(cases, cloud, writes):
    cases.run("kill -9 of the agent: the host is back within 5 s", back_after, cloud, "agent")
    cases.run("kill -9 of the controller: the host is back within 5 s", back_after, cloud, "controller")
    cases.run("kill -9 of both: the host is back within 5 s", back_after, cloud, "controller", "agent")
    cases.run(f"{writes} acknowledged writes under repeated kill -9 are all found", writes_survive, cloud, writes,
              signal.SIGKILL)
    cases.run("graceful stops under load lose no acknowledged write", writes_survive, cloud, max(1000, writes // 5),
              signal.SIGTERM)


def back_after(cloud, *names):
    """The programs have been killed; how long until new ones run and the host is connected again?"""
    assert wait(30, lambda: (cloud.host() or {}).get("phase") == "up"), "the host was not up to begin with"
    # A program that has just been started would be restarted with a pause.
    old = {name: cloud.program(name) for name in names}
    epoch = cloud.host()["epoch"]
    start = time.monotonic()
    for name in names:
        cloud.kill(name)

    def back():
        host = cloud.host()
        renewed = all(cloud.program(name) not in (None, old[name]) for name in names)
        return renewed and host and host["phase"] == "up" and host["epoch"] > epoch

    assert wait(60, back), f"the host is not back after 60 s: {cloud.host()}"
    took = time.monotonic() - start
    assert took <= LIMIT, f"the host was back after {took:.1f} s only"
    return f"back after {took:.2f} s"


class Writer(threading.Thread):
    """Makes regions over one keep-alive connection and remembers which were acknowledged, until it is told to stop."""

    def __init__(self, cloud, token, prefix):
        super().__init__(daemon=True)
        self.cloud, self.prefix = cloud, prefix
        self.enough = threading.Event()
        self.session = Session(cloud)
        # Tokens hold what they say themselves: one that was issued before a crash is as good after it.
        self.session.token = token
        self.acknowledged = []
        self.lost = 0
        self.problem = None

    def run(self):
        serial = 0
        while not self.enough.is_set():
            serial += 1
            name = f"{self.prefix}-{serial}"
            try:
                self.session.json("POST", "/identity/v3/regions", {"region": {"id": name}}, (201,))
                self.acknowledged.append(name)
            except (OSError, http.client.HTTPException):
                # No answer: it may have been written or not. The controller is on its way back.
                self.lost += 1
                wait(60, self.cloud.answers, 0.05)
            except Refused as error:
                if error.status != 503:
                    self.problem = str(error)
                    return


def writes_survive(cloud, writes, number):
    prefix = f"w{number}-{os.getpid()}"
    token = cloud.session().token
    writers = [Writer(cloud, token, f"{prefix}-{index}") for index in range(CLIENTS)]
    start = time.monotonic()
    for writer in writers:
        writer.start()
    stops = 0

    def enough():
        """Enough were acknowledged around enough stops; or nobody is left who writes."""
        written = sum(len(writer.acknowledged) for writer in writers)
        return stops >= STOPS and written >= writes or not any(writer.is_alive() for writer in writers)

    while wait(PAUSE if stops else 1, enough) is None and time.monotonic() - start < 900:
        if wait(60, cloud.answers):
            cloud.kill("controller", number)
            stops += 1
    for writer in writers:
        writer.enough.set()
    for writer in writers:
        writer.join(90)
    took = time.monotonic() - start
    equal([writer.problem for writer in writers if writer.problem], [], "refusals")
    acknowledged = {name for writer in writers for name in writer.acknowledged}
    assert len(acknowledged) >= writes, f"only {len(acknowledged)} writes were acknowledged in {took:.0f} s"
    assert stops >= STOPS, f"only {stops} stops in {took:.0f} s"
    assert wait(60, cloud.answers), "the controller does not answer"
    found = {region["id"] for region in cloud.session().json("GET", "/identity/v3/regions")["regions"]}
    missing = sorted(acknowledged - found)
    equal(missing[:5], [], f"{len(missing)} acknowledged writes are missing")
    assert wait(20, lambda: (cloud.host() or {}).get("phase") == "up"), "the host is not back"
    lost = sum(writer.lost for writer in writers)
    return f"{len(acknowledged)} acknowledged and found, {stops} stops, {lost} without an answer, {took:.0f} s"
