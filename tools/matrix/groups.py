"""The rows of the matrix in groups; each group has servers of its own and runs from the top down, so revisions are the same on
both sides."""
from . import rows_auth, rows_cluster, rows_kv, rows_lease_watch, rows_maintenance

ALL = {
    "check": rows_maintenance.check,
    "kv": rows_kv.kv,
    "conventions": rows_kv.conventions,
    "watch": rows_lease_watch.watch,
    "lease": rows_lease_watch.lease,
    "lock": rows_lease_watch.lock_and_elect,
    "solo": rows_maintenance.solo,
    "quota": rows_maintenance.quota,
    "snapshot": rows_maintenance.snapshot,
    "members": rows_cluster.members,
    "failures": rows_cluster.failures,
    "auth": rows_auth.users_and_roles,
    "enabled": rows_auth.enabled,
}

# Runs beside the others: it takes a minute of its own.
SLOW = {"check"}
