package io.fairlead.cli.render;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import java.io.PrintStream;

/** The bytes of the wire, one message after the other. */
final class ProtobufPrinter extends Printer {
    ProtobufPrinter(PrintStream out) {
        super("protobuf", out);
    }

    @Override
    void other(Message response) {
        out.writeBytes(response.toByteArray());
    }

    // Of a lease, etcdctl writes the header alone.

    @Override
    public void leaseGrant(LeaseGrantResponse response) {
        other(response.getHeader());
    }

    @Override
    public void leaseKeepAlive(LeaseKeepAliveResponse response) {
        other(response.getHeader());
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveResponse response, boolean withKeys) {
        other(response.getHeader());
    }

    @Override
    public void leases(LeaseLeasesResponse response) {
        other(response.getHeader());
    }

    @Override
    public void watch(WatchResponse response) {
        other(response.toBuilder().clearWatchId().clearCancelReason().build());
    }
}
