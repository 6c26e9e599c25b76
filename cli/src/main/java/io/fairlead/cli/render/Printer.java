package io.fairlead.cli.render;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthStatusResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserListResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.PrintStream;
import java.util.List;

/** One output format. What a format does not know how to show it refuses. */
public abstract class Printer {
    private final String format;

    /** Where the answers go. */
    protected final PrintStream out;

    Printer(String format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    /**
     * The printer of the format named {@code format}.
     *
     * @param hex whether keys, values and ids are shown in hexadecimal digits where a format can
     * @param valueOnly whether the simple format leaves keys away
     * @throws CommandFailure if there is no such format
     */
    public static Printer of(String format, boolean hex, boolean valueOnly, PrintStream out) {
        return switch (format) {
            case "simple" -> new SimplePrinter(hex, valueOnly, out);
            case "fields" -> new FieldsPrinter(out);
            case "json" -> new JsonPrinter(hex, out);
            case "table" -> new TablePrinter(out);
            case "protobuf" -> new ProtobufPrinter(out);
            default -> throw new CommandFailure(ExitCode.BAD_FEATURE, "unsupported output format");
        };
    }

    /** The answer to a put. */
    public void put(PutResponse response) {
        other(response);
    }

    /** The answer to a get. */
    public void get(RangeResponse response) {
        other(response);
    }

    /** The answer to a delete. */
    public void delete(DeleteRangeResponse response) {
        other(response);
    }

    /** The answer to a transaction. */
    public void txn(TxnResponse response) {
        other(response);
    }

    /** The members. */
    public void memberList(MemberListResponse response) {
        other(response);
    }

    /** A member that was added. */
    public void memberAdd(MemberAddResponse response) {
        other(response);
    }

    /** A member that was removed. */
    public void memberRemove(long id, MemberRemoveResponse response) {
        other(response);
    }

    /** A member whose addresses were changed. */
    public void memberUpdate(long id, MemberUpdateResponse response) {
        other(response);
    }

    /** A learner that became a voter. */
    public void memberPromote(long id, MemberPromoteResponse response) {
        other(response);
    }

    /** A leadership that was handed over. */
    public void moveLeader(long from, long to, MoveLeaderResponse response) {
        other(response);
    }

    /** The alarms that are raised, or were until now. */
    public void alarms(AlarmResponse response) {
        other(response);
    }

    /** A lease that was granted. */
    public void leaseGrant(LeaseGrantResponse response) {
        throw unsupported();
    }

    /** A lease that was revoked. */
    public void leaseRevoke(long id, LeaseRevokeResponse response) {
        throw unsupported();
    }

    /** A lease that was kept alive. */
    public void leaseKeepAlive(LeaseKeepAliveResponse response) {
        throw unsupported();
    }

    /** How long a lease has yet to live, and what hangs on it. */
    public void leaseTimeToLive(LeaseTimeToLiveResponse response, boolean withKeys) {
        throw unsupported();
    }

    /** All leases. */
    public void leases(LeaseLeasesResponse response) {
        throw unsupported();
    }

    /** What a watch tells; header and events are missing where it could not be begun. */
    public void watch(WatchResponse response) {
        throw unsupported();
    }

    /** Whether authentication is on. */
    public void authStatus(AuthStatusResponse response) {
        other(response);
    }

    /** A role and its permissions. */
    public void role(String name, AuthRoleGetResponse response) {
        other(response);
    }

    /** The roles. */
    public void roles(AuthRoleListResponse response) {
        other(response);
    }

    /** A user and their roles. */
    public void user(String name, AuthUserGetResponse response) {
        other(response);
    }

    /** The users. */
    public void users(AuthUserListResponse response) {
        other(response);
    }

    /**
     * A change whose answer says no more than that it was done.
     *
     * @param said what people are told
     */
    public void done(String said, ResponseHeader header, Message response) {
        other(response);
    }

    /** What each endpoint says of itself. */
    public void endpointStatus(List<EndpointStatus> statuses) {
        throw unsupported();
    }

    /** Whether each endpoint serves. */
    public void endpointHealth(List<EndpointHealth> health, PrintStream err) {
        throw unsupported();
    }

    /** The hash each endpoint told. */
    public void endpointHash(List<EndpointHash> hashes) {
        throw unsupported();
    }

    /** What a snapshot file holds. */
    public void snapshotStatus(SnapshotNumbers numbers) {
        throw unsupported();
    }

    /** Any answer for which the format has no form of its own. */
    void other(Message response) {
        throw unsupported();
    }

    final CommandFailure unsupported() {
        return new CommandFailure(ExitCode.BAD_FEATURE, format + " not supported as output format");
    }
}
