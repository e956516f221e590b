"""One closing line per test target: suites.py STATUS LOG XUNIT…

STATUS is that of `swift test`; with a failure that no report shows (a crash, a report that was never written) there is a
line for it, and the tests that failed are named on standard error.
"""

import os
import sys
import xml.etree.ElementTree


def main(status, log, reports):
    suites = {}
    for report in reports:
        if not os.path.exists(report):
            continue
        for case in xml.etree.ElementTree.parse(report).iter("testcase"):
            target = case.get("classname", "Tests").split(".")[0]
            failed = case.find("failure") is not None or case.find("error") is not None
            passed, broken = suites.get(target, (0, 0))
            suites[target] = (passed + (not failed), broken + failed)
            if failed:
                print(f"  ✗ {case.get('classname')} {case.get('name')}", file=sys.stderr)
    for target, (passed, failed) in sorted(suites.items()):
        print(f"{target}: {passed} passed, {failed} failed")
    if status != 0 and not any(failed for _, failed in suites.values()):
        with open(log, errors="replace") as file:
            print("".join(file.readlines()[-20:]), file=sys.stderr)
        print("Tests: 0 passed, 1 failed")
    elif not suites:
        print("Tests: 0 passed, 1 failed")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
