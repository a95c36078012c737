"""`python -m tests.benchmarks.cluster`: how long a population takes past one machine, simulated.

Costs of one core are those that `tests.benchmarks.screening` measured; see docs/screening.md. Patients
are dealt to partitions by chance, as a hash does, and partitions to cores as these become free. What
is simulated is the arithmetic of sharing work out: no network, no slow disk, no lost machine.
"""

from __future__ import annotations

import argparse
import heapq
import random
from dataclasses import dataclass

PARTITIONS_A_CORE = 8
SPREAD = 0.6
"""Standard deviation of the logarithm of a chart's cost: long courses cost many times the median."""


@dataclass(frozen=True)
class Costs:
    """Seconds of one core: to sift a patient's lines, to judge one with cancer, to write a row."""

    sift: float
    judge: float
    write: float


def simulated(
    patients: int, cancer: float, cores: int, costs: Costs, dice: random.Random
) -> tuple[float, float]:
    """Seconds until the end, and the share of them in which all cores were at work."""
    partitions = cores * PARTITIONS_A_CORE
    work = [_partition(patients / partitions, cancer, costs, dice) for _ in range(partitions)]
    free = [0.0] * cores
    for one in work:
        heapq.heapreplace(free, free[0] + one)
    reading = patients * costs.sift / cores
    total = reading + max(free) + patients * costs.write
    return total, (reading + min(free)) / total


def _partition(patients: float, cancer: float, costs: Costs, dice: random.Random) -> float:
    """Seconds for the patients of one partition: their number and their mean are both chance."""
    ill = max(0.0, dice.gauss(patients * cancer, (patients * cancer) ** 0.5))
    spread = (2.718281828 ** (SPREAD**2) - 1) ** 0.5
    return costs.judge * max(0.0, dice.gauss(ill, spread * ill**0.5))


def main() -> None:
    """Print the table of docs/screening.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sift-ms", type=float, required=True, help="a patient of 100 resources")
    parser.add_argument("--judge-ms", type=float, required=True, help="a patient with cancer")
    parser.add_argument("--write-ms", type=float, required=True, help="a patient, on one core")
    options = parser.parse_args()
    costs = Costs(options.sift_ms / 1000, options.judge_ms / 1000, options.write_ms / 1000)
    lines = [
        "| Patients | With cancer | Cores | Minutes | All cores at work |",
        "|---|---|---|---|---|",
    ]
    for patients in (1_000_000, 10_000_000):
        for cancer in (0.02, 0.3):
            for cores in (2, 16, 64, 256):
                dice = random.Random(1)
                seconds, busy = simulated(patients, cancer, cores, costs, dice)
                lines.append(
                    f"| {patients:,} | {cancer:.0%} | {cores} | {seconds / 60:.1f} | {busy:.0%} |"
                )
    print("\n".join(lines))  # noqa: T201 - the result of a command


if __name__ == "__main__":
    main()
