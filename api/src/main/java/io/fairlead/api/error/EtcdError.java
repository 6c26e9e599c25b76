package io.fairlead.api.error;

import io.grpc.Status;

/**
 * The conditions an etcd server answers with: gRPC code and exact text of each, as they stand on the wire of etcd 3.5.
 *
 * <p>Clients of every language recognise a condition by this pair, so neither may change. A pair occurs once; a text may
 * occur twice, because the lock and election services of etcd answer with code UNKNOWN where the key-value services
 * have a better one.
 *
 * <p>{@link #outcome()} is a promise of the server that answers: NOT_APPLIED constants may only be used where the change
 * was refused before it was proposed, or refused alike by every member when it was applied.
 */
public enum EtcdError {
    // Keys and values.
    EMPTY_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    /** A put that keeps value or lease met no key. */
    KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPS(Status.Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    INVALID_SORT_OPTION(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    /** An enumerated field holds a number that means nothing. etcd has no such condition and carries on, each call its way. */
    UNKNOWN_VALUE(Status.Code.INVALID_ARGUMENT, "etcdserver: unknown enum value"),
    INVALID_CLIENT_API_VERSION(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid client api version"),
    COMPACTED(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    NO_SPACE(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    REQUEST_TOO_LARGE(Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    /** A range can be streamed in the order of its keys alone; the words are ours. */
    RANGE_STREAM_NOT_ORDERED(
            Status.Code.UNIMPLEMENTED, "etcdserver: a range stream knows no sort order and no filters by revision"),
    /** Ours: etcd tries to send it, and then has words of its transport. */
    RESPONSE_TOO_LARGE(
            Status.Code.RESOURCE_EXHAUSTED, "etcdserver: response is too large, ask in parts (limit) or for a stream"),
    WATCH_CANCELED(Status.Code.CANCELLED, "etcdserver: watch canceled"),

    // Leases.
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    LEASE_TTL_TOO_LARGE(Status.Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    LEASE_TTL_ZERO(Status.Code.INVALID_ARGUMENT, "etcdserver: ttl is 0"),

    // Cluster.
    MEMBER_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
    PEER_URL_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
    /** The change would leave fewer started voters than a quorum. etcd's table names another code than its wire has. */
    MEMBER_NOT_ENOUGH_STARTED(
            Status.Code.UNKNOWN,
            "etcdserver: re-configuration failed due to not enough started members",
            Outcome.NOT_APPLIED,
            Status.Code.FAILED_PRECONDITION),
    MEMBER_BAD_URLS(Status.Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),
    MEMBER_NOT_LEARNER(Status.Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
    LEARNER_NOT_READY(
            Status.Code.FAILED_PRECONDITION,
            "etcdserver: can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(Status.Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
    CLUSTER_ID_MISMATCH(Status.Code.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),
    /** The change of members was refused because too few voters are connected. */
    UNHEALTHY(Status.Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),

    // Users, roles, tokens.
    ROOT_USER_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
    ROOT_ROLE_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
    USER_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
    USER_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
    USER_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
    ROLE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
    ROLE_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
    ROLE_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
    AUTH_FAILED(Status.Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
    PERMISSION_NOT_GIVEN(Status.Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
    PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    ROLE_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
    PERMISSION_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
    AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    INVALID_AUTH_TOKEN(Status.Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
    INVALID_AUTH_MANAGEMENT(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
    /** Users or roles changed between the check of the request and its application. */
    AUTH_OLD_REVISION(Status.Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
    AUTH_NO_PASSWORD_USER(Status.Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),

    PASSWORD_TOO_LONG(Status.Code.INVALID_ARGUMENT, "bcrypt: password length exceeds 72 bytes"),
    /** The member has only the public half of the key that signs tokens. */
    AUTH_VERIFY_ONLY(Status.Code.UNKNOWN, "auth: token signing attempted with verify-only key"),

    // Raft and the server's own state.
    TOO_MANY_REQUESTS(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
    /** Nothing was proposed: the member knew no leader when the request came. */
    NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed", Outcome.UNKNOWN),
    NOT_CAPABLE(
            Status.Code.UNAVAILABLE, "etcdserver: not capable", Outcome.NOT_APPLIED, Status.Code.FAILED_PRECONDITION),
    STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped", Outcome.UNKNOWN),
    TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out", Outcome.UNKNOWN),
    TIMEOUT_LEADER_FAILED(
            Status.Code.UNAVAILABLE,
            "etcdserver: request timed out, possibly due to previous leader failure",
            Outcome.UNKNOWN),
    TIMEOUT_CONNECTION_LOST(
            Status.Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost", Outcome.UNKNOWN),
    TIMEOUT_WAIT_APPLIED_INDEX(
            Status.Code.UNAVAILABLE,
            "etcdserver: request timed out, waiting for the applied index took too long",
            Outcome.UNKNOWN),
    CORRUPT(Status.Code.DATA_LOSS, "etcdserver: corrupt cluster", Outcome.UNKNOWN),
    /** Newer releases of etcd answer with FAILED_PRECONDITION. */
    NOT_SUPPORTED_FOR_LEARNER(
            Status.Code.UNAVAILABLE,
            "etcdserver: rpc not supported for learner",
            Outcome.NOT_APPLIED,
            Status.Code.FAILED_PRECONDITION),
    BAD_LEADER_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
    /** The core refused the proposal: no leader, or a transfer of leadership is under way. */
    PROPOSAL_DROPPED(Status.Code.UNKNOWN, "raft proposal dropped"),
    REQUEST_CANCELED(Status.Code.CANCELLED, "etcdserver: request canceled", Outcome.UNKNOWN),
    REQUEST_DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded", Outcome.UNKNOWN),
    /** The caller's deadline passed, as Go's gRPC words it on either side of the wire. */
    DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, "context deadline exceeded", Outcome.UNKNOWN),
    CANCELED(Status.Code.CANCELLED, "context canceled", Outcome.UNKNOWN),

    // Downgrade.
    CLUSTER_VERSION_UNAVAILABLE(
            Status.Code.UNAVAILABLE,
            "etcdserver: cluster version not found during downgrade",
            Outcome.NOT_APPLIED,
            Status.Code.FAILED_PRECONDITION),
    WRONG_DOWNGRADE_VERSION_FORMAT(Status.Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
    INVALID_DOWNGRADE_TARGET_VERSION(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
    DOWNGRADE_IN_PROCESS(Status.Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
    NO_INFLIGHT_DOWNGRADE(Status.Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),

    // The lock and election services, whose errors keep no code of their own on the way out.
    COORDINATION_EMPTY_KEY(Status.Code.UNKNOWN, "etcdserver: key is not provided"),
    COORDINATION_LEASE_NOT_FOUND(Status.Code.UNKNOWN, "etcdserver: requested lease not found"),
    ELECTION_LEADER_MISSING(Status.Code.UNKNOWN, "\"leader\" field must be provided"),
    ELECTION_NO_LEADER(Status.Code.UNKNOWN, "election: no leader"),
    ELECTION_NOT_LEADER(Status.Code.UNKNOWN, "election: not leader"),
    SESSION_EXPIRED(Status.Code.UNKNOWN, "mutex: session is expired");

    private final Status.Code code;
    private final String text;
    private final Outcome outcome;

    /** Another code that some release of etcd sends with the same text; the same as {@link #code} where there is none. */
    private final Status.Code otherCode;

    EtcdError(Status.Code code, String text) {
        this(code, text, Outcome.NOT_APPLIED);
    }

    EtcdError(Status.Code code, String text, Outcome outcome) {
        this(code, text, outcome, code);
    }

    EtcdError(Status.Code code, String text, Outcome outcome, Status.Code otherCode) {
        this.code = code;
        this.text = text;
        this.outcome = outcome;
        this.otherCode = otherCode;
    }

    /** The gRPC code on the wire. */
    public Status.Code code() {
        return code;
    }

    /** The description on the wire, to the letter. */
    public String text() {
        return text;
    }

    /** Whether a change that met this condition may have happened all the same. */
    public Outcome outcome() {
        return outcome;
    }

    /** True where a status of {@code candidate} with our text means this condition. */
    boolean hasCode(Status.Code candidate) {
        return candidate == code || candidate == otherCode;
    }
}
