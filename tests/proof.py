"""`make proof`: run the tests that prove our promises, on both databases, and say per promise how it went.

One line per row and database: `proof <row> pass|fail <database> <figure reached>`. Fails if any row fails, or has no test.
"""

import os
import subprocess
import sys
from collections import defaultdict

import pytest

ROWS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 21, 22, 24, 26, 28, 29, 30)
DATABASES = ("sqlite", "postgresql")


class Rows:
    """Collects the reports of tests marked `proof(row)`, with the figures they noted by the `reached` fixture."""

    def __init__(self):
        self.outcomes = defaultdict(list)
        self.figures = defaultdict(list)

    def pytest_runtest_logreport(self, report):
        properties = list(report.user_properties)
        rows = [value for name, value in properties if name == "proof"]
        is_final = report.when == "call" or report.outcome != "passed"
        for row in rows if is_final else ():
            self.outcomes[row].append(report.outcome)
            self.figures[row] += [value for name, value in properties if name == "figure"]

    def tell(self, database: str) -> bool:
        all_hold = True
        for row in ROWS:
            outcomes = self.outcomes[row]
            holds = "passed" in outcomes and "failed" not in outcomes
            all_hold = all_hold and holds
            figures = "; ".join(dict.fromkeys(self.figures[row])) or f"{outcomes.count('passed')} tests"
            sys.stdout.write(f"proof {row} {'pass' if holds else 'fail'} {database} {figures}\n")
        return all_hold


def run(database: str) -> int:
    os.environ["TEST_DATABASE"] = database
    os.environ["EVERY_POINT"] = "1"  # where a run of the suite takes a part
    rows = Rows()
    pytest.main(["-q", "-m", "proof and not migrated", "-n", "2", "tests"], plugins=[rows])
    sys.stdout.write("\n")
    return 0 if rows.tell(database) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(run(sys.argv[1]))
    outputs, codes = [], []
    for name in DATABASES:
        # A process each: the settings of a database cannot be changed in a running one.
        done = subprocess.run(
            [sys.executable, "-m", "tests.proof", name], stdout=subprocess.PIPE, text=True, check=False
        )
        sys.stdout.write(done.stdout)
        sys.stdout.flush()
        outputs += [line for line in done.stdout.splitlines() if line.startswith("proof ")]
        codes.append(done.returncode)
    sys.stdout.write("\n" + "\n".join(outputs) + "\n")
    sys.exit(max(codes))
