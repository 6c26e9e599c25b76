"""What is evened out before two answers are compared. This is the whole list.

  ids        of clusters, members and leases: drawn by the server. Each one that a row met is replaced by a name: wherever it
             stands, in hexadecimal or decimal, it must be the same one on both sides
  urls       ports are free ones: replaced by <client m1>, <peer m1>
  paths      the folder of this run: <home>
  logs       etcdctl's own log lines on stderr keep level, message and error; not their times and addresses
  traces     where etcdctl itself crashes, the addresses of its stack are not compared
  times      how long something took; what a lease has left ("left": in a protobuf answer, where rows say so)
  terms      Raft terms of a cluster of several: how many elections it took to have a leader        (rows that say so)
  positions  log indexes: a server may note more or less about itself in its log                    (rows that say so)
  versions   the server's release                                                                     (rows that say so)
  sizes      of files                                                                                 (rows that say so)
  digest     of a snapshot's file, or of keys with a lease: they have ids in them                     (rows that say so)
  drawn      ids that no later row needs: any number of thirteen digits or more                       (rows that say so)
  keys       of a lease, which etcd lists in any order: sorted                                        (rows that say so)
  revisions  where it took a number of puts to fill the space                                         (rows that say so)
  machine    what a load test measured, and whether that was fast enough                              (rows that say so)
  order      lines or list items in the order of ids drawn by the server: sorted                      (rows that say so)
"""
import json
import re

TIMES = [
    (re.compile(r"took = [0-9.]+(µs|ms|s)"), "took = <time>"),
    (re.compile(r"\"took\":\"[^\"]*\""), '"took":"<time>"'),
    (re.compile(r"\"Took\" : \"?[^\"\n]*\"?"), '"Took" : <time>'),
    (re.compile(r"\| *[0-9.]+(µs|ms|s) *\|"), "| <time> |"),
    (re.compile(r"remaining\(\d+s\)"), "remaining(<time>)"),
    (re.compile(r"(\"ttl\"):[1-9]\d*"), r"\1:<time>"),
    (re.compile(r"(\"TTL\" :) [1-9]\d*(?=\n\"GrantedTTL\")"), r"\1 <time>"),
]

BY_NAME = {
    "terms": [
        (re.compile(r"(\"(?:raft_term|raftTerm|RaftTerm)\" ?:) ?\d+"), r"\1<term>"),
        (re.compile(r"(\{1: \{1: <cluster>, 2: <m\d>(?:, 3: \d+)?, 4:) \d+"), r"\1 <term>"),
    ],
    "positions": [
        (re.compile(r"(\"(?:raftIndex|raftAppliedIndex|RaftIndex|RaftAppliedIndex)\" ?:) ?\d+"), r"\1<position>"),
    ],
    "versions": [
        (re.compile(r"(\"[vV]ersion\" ?:) ?\"3\.\d+\.\d+\""), r"\1<version>"),
        (re.compile(r"(, |\| +)3\.\d+\.\d+( *\||,)"), r"\1<version>\2"),
    ],
    "sizes": [
        (re.compile(r"(\"(?:dbSize|dbSizeInUse|DBSize|DBSizeInUse|totalSize)\" ?:) ?\d+"), r"\1<size>"),
        (re.compile(r"(, |\| +|\b)\d+(\.\d+)? [kMG]?B\b"), r"\1<size>"),
        (re.compile(r"(\"Size\" ?:) ?\d+"), r"\1<size>"),
    ],
    "digest": [
        (re.compile(r"(\"hash\" ?:) ?\d+"), r"\1<digest>"),
        (re.compile(r"(\"Hash\" ?:) ?\d+"), r"\1<digest>"),
        (re.compile(r"^(\| +)?[0-9a-f]{1,8}(,| +\|)", re.M), r"\1<digest>\2"),
        (re.compile(r"(?<=^<client m1>, )\d+$", re.M), "<digest>"),
    ],
    "left": [
        (re.compile(r"(?<=, 3: )\d+(?=, 4: 60\b)"), "<time>"),
    ],
    "drawn": [
        (re.compile(r"\b\d{13,}\b"), "<drawn>"),
    ],
    "revisions": [
        (re.compile(r"(\"(?:revision|Revision)\" ?:) ?\d+"), r"\1<revision>"),
        (re.compile(r"(?<=^\{1: \{)(1: <cluster>, 2: <m1>, 3:) \d+", re.M), r"\1 <revision>"),
    ],
    "machine": [
        (re.compile(r"[\r\n ]*\d+ / \d+ +[\d.]+%( +[0-9ms]+)?"), "\n"),
        (re.compile(r"^(?:(?:PASS|FAIL): )?(Throughput|Slowest request|Stddev)\b.*$", re.M), r"<verdict>: \1"),
        (re.compile(r"^rc [01]$", re.M), "rc <verdict>"),
        (re.compile(r"\n{2,}"), "\n"),
        (re.compile(r"^(PASS|FAIL)$", re.M), "<verdict>"),
        (re.compile(r"memory used : [0-9.]+ MB"), "memory used : <size>"),
        (re.compile(r"^FAIL: too many errors$", re.M), "<verdict>"),
    ],
}

# In the table of "endpoint status": size, leader, learner, term, index, applied.
STATUS_TABLE = re.compile(r"(?m)^(\| http.*?\| )(.*)$")


def log_line(line):
    """What is comparable of a line of etcdctl's own log, or None if it is no such line."""
    plain = re.match(r"(info|warn|error)\t\S+\t([^{]*)(.*)", line)
    if plain:
        return "" if plain.group(1) == "info" else "log: %s %s %s" % plain.groups()
    if not line.startswith("{"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if "level" not in entry:
        return None
    if entry["level"] == "info":
        return ""
    return "log: %s %s %s" % (entry["level"], entry.get("msg", ""), entry.get("error", ""))


def stderr(text):
    lines = []
    for line in text.split("\n"):
        comparable = log_line(re.sub(r"^\d{4}-\d\d-\d\dT\S+\t", "", line))
        if comparable is None:
            lines.append(line)
        elif comparable:
            lines.append(comparable)
    return "\n".join(lines)


def even(text, names, rules):
    """``names``: what stands for an id or URL, longest first."""
    for found, name in names:
        text = re.sub(r"(?<![0-9A-Za-z])" + re.escape(found) + r"(?![0-9A-Za-z])", name, text)
    # etcdctl fills these ids up with spaces where they begin with zeros.
    text = re.sub(r"\b(Member|cluster) +(?=<)", r"\1 ", text)
    for pattern, replacement in TIMES:
        text = pattern.sub(replacement, text)
    for rule in rules:
        for pattern, replacement in BY_NAME.get(rule, ()):
            text = pattern.sub(replacement, text)
    if "terms" in rules or "positions" in rules:
        text = status_numbers(text)
    if "keys" in rules:
        text = re.sub(r"attached keys\(\[(.*)\]\)",
                      lambda found: "attached keys([%s])" % " ".join(sorted(found.group(1).split())), text)
    # Before lines are sorted: tables pad ids that begin with zeros, which would count in the order.
    if text.startswith("+-") or "\n+-" in text:
        text = re.sub(r"-+", "-", re.sub(r" +", " ", text))
    if "order" in rules:
        text = "\n".join(sorted(ordered(line) for line in text.split("\n")))
    return text


def status_numbers(text):
    """Term, index and applied index in the simple line and in the table of endpoint status."""
    text = re.sub(r"(?m)^(<client m\d>, .*(?:true|false), (?:true|false)), \d+, \d+, \d+,", r"\1, <n>, <n>, <n>,", text)
    return re.sub(r"(?m)^(\| <client m\d> .*(?:true|false) \| +(?:true|false) \|) +\d+ \| +\d+ \| +\d+ \|",
                  r"\1 <n> | <n> | <n> |", text)


def ordered(line):
    """Lists inside a line: the members of a JSON answer, the parts of ETCD_INITIAL_CLUSTER."""
    initial = re.fullmatch(r'ETCD_INITIAL_CLUSTER="(.*)"', line)
    if initial:
        return 'ETCD_INITIAL_CLUSTER="%s"' % ",".join(sorted(initial.group(1).split(",")))
    lists = re.search(r"\[\{.*\}\]", line)
    if lists:
        items = sorted(re.split(r"(?<=\}),(?=\{)", lists.group(0)[1:-1]))
        return line[:lists.start()] + "[" + ",".join(items) + "]" + line[lists.end():]
    return line
