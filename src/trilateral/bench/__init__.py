"""Workloads that measure this machine: `trilateral bench`.

Every figure is measured beside the limit that no implementation can pass on the same
machine in the same run, and is worth what it is as a share of that limit. Nothing here
is a test: a busy machine is slow.

Each workload runs in a process of its own, so that its peak memory is its own.
"""

from trilateral.bench.measure import Result
from trilateral.bench.run import WORKLOADS, run

__all__ = ["WORKLOADS", "Result", "run"]
