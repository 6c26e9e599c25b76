"""Holds the records of both sides against each other and prints the table."""
import difflib

from . import divergence


def report(chosen, outcomes, verbose):
    failures, rows = [], {}
    asked = same = meant = 0
    compared = any(side == "etcd" for _, side in outcomes)
    for group in chosen:
        ours = outcomes[group, "ours"]
        theirs = outcomes.get((group, "etcd"), ours)
        for i in range(max(len(ours), len(theirs))):
            mine = ours[i] if i < len(ours) else None
            other = theirs[i] if i < len(theirs) else None
            row = (mine or other).row
            count = rows.setdefault((group, row), [0, 0, 0])
            count[0] += 1
            asked += 1
            difference, is_meant = differ(mine, other)
            if verbose and mine:
                print("%s | %s\n    %s" % (row, mine.command, mine.answer.replace("\n", "\n    ")))
            if difference:
                count[1] += 1
                failures.append((group, row, difference))
            else:
                same += 1
                if is_meant:
                    meant += 1
                    count[2] += 1
    width = max((len(row) for _, row in rows), default=0)
    for (group, row), (count, bad, diverged) in rows.items():
        verdict = "DIFFERS (%d)" % bad if bad else "as meant (%d)" % diverged if diverged else "same" if compared else "ok"
        print("%-10s %-*s %4d  %s" % (group, width, row, count, verdict))
    for group, row, difference in failures:
        print("\n=== %s, %s\n%s" % (group, row, difference))
    print("\n%d rows, %d commands: %d %s%s, %d differ" % (
        len(rows), asked, same, "the same on both sides" if compared else "as the matrix says",
        " (%d but for what docs/divergence.md says)" % meant if meant else "", asked - same))
    return 1 if failures else 0


def differ(mine, other):
    """What is wrong with our answer, and whether it differs as it is meant to."""
    if mine is None or other is None:
        only = mine or other
        return "asked of one side only (%s): %s" % ("ours" if mine else "etcd", only.command), False
    problems = []
    for side, record in (("ours", mine), ("etcd", other)):
        if record.wrong:
            problems.append("%s: %s" % (side, record.wrong))
            if mine is other:
                break
    if mine.command != other.command:
        problems.append("etcd was asked: " + other.command)
    if mine.answer != other.answer:
        if not problems and divergence.reason(mine.command, mine.answer):
            return "", True
        problems.extend(difflib.unified_diff(
            other.answer.split("\n"), mine.answer.split("\n"), "etcd", "ours", lineterm="", n=2))
    elif problems:
        problems.append("    " + mine.answer.replace("\n", "\n    "))
    return ("$ " + mine.command + "\n" + "\n".join(problems)) if problems else "", False
