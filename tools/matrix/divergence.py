"""Where etcdctl is meant to see another server than etcd 3.5, and the row of docs/divergence.md that says why."""
import re


class Meant:
    """A difference we mean to have."""

    def __init__(self, command, reason, ours):
        self.command = command  # pattern of the commands
        self.reason = reason  # how the first cell of the row in docs/divergence.md begins
        self.ours = ours  # pattern of our answer

    def covers(self, command, answer):
        return re.search(self.command, command) and re.search(self.ours, answer, re.S)


NO_TOKEN = "Calls without a token once authentication is on"
MAINTENANCE = "Errors of maintenance calls"

MEANT = [
    Meant(r"^etcdctl (compaction 1|alarm list|member list|endpoint status|lease grant 60)$", NO_TOKEN,
          r"^rc 1\n.*code = InvalidArgument desc = etcdserver: user name is empty"),
    Meant(r"^etcdctl (endpoint hashkv|defrag|snapshot save <home>/none.db)$", MAINTENANCE,
          r"code = InvalidArgument desc = etcdserver: user name is empty"),
    Meant(r"^etcdctl (compaction 2|move-leader 4711) --user=u1:p1$", NO_TOKEN,
          r"^rc 1\n.*code = PermissionDenied desc = etcdserver: permission denied"),
    Meant(r"^etcdctl (endpoint hashkv|defrag|snapshot save <home>/denied.db) --user=u1:p1$", MAINTENANCE,
          r"code = PermissionDenied desc = etcdserver: permission denied"),
]


def check_documented(path):
    with open(path, encoding="utf-8") as file:
        cells = [line.split("|")[1].strip() for line in file if line.startswith("|")]
    for meant in MEANT:
        if not any(cell.startswith(meant.reason) for cell in cells):
            raise SystemExit("docs/divergence.md has no row that begins with: " + meant.reason)


def reason(command, answer):
    """Why our answer may differ from etcd's; None if it may not."""
    for meant in MEANT:
        if meant.covers(command, answer):
            return meant.reason
    return None
