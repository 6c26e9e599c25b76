package io.fairlead.cli.lease;

import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Ids;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.Printer;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Conversation;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code lease keep-alive}: keeps a lease alive until it is interrupted, or the lease is gone. */
public final class LeaseKeepAliveCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(Flag.bool("once", "keep it alive once, and end"));

    /** A lease is renewed when a third of its time has gone by, as etcd's client does. */
    private static final long MILLIS_PER_THIRD_OF_SECOND = 333;

    private static final String NOT_FOUND = "etcdserver: requested lease not found";

    @Override
    public String usage() {
        return "lease keep-alive [options] <leaseID>";
    }

    @Override
    public String summary() {
        return "Keeps a lease alive";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("lease keep-alive command needs lease ID as argument");
        }
        long id = Ids.leaseArgument(call.arguments().get(0));
        Printer printer = call.printer();
        Connections connections = call.connections();
        if (call.flags().isOn("once")) {
            LeaseKeepAliveResponse kept = renew(connections, id);
            if (kept.getTTL() <= 0) {
                throw new CommandFailure(ExitCode.BAD_CONNECTION, NOT_FOUND);
            }
            printer.leaseKeepAlive(kept);
            return ExitCode.SUCCESS;
        }
        CountDownLatch interrupted = new CountDownLatch(1);
        call.console().terminal().onInterrupt(interrupted::countDown);
        LeaseKeepAliveResponse kept;
        do {
            kept = renew(connections, id);
            if (kept.getTTL() > 0 || call.flags().text("write-out").equals("simple")) {
                printer.leaseKeepAlive(kept);
                call.console().out().flush();
            }
        } while (kept.getTTL() > 0 && !isOver(interrupted, kept.getTTL() * MILLIS_PER_THIRD_OF_SECOND));
        return ExitCode.SUCCESS;
    }

    /** Each renewal takes a stream of its own: they are rare, and a broken connection then needs no care. */
    private static LeaseKeepAliveResponse renew(Connections connections, long id) {
        while (true) {
            try (Conversation<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream =
                    connections.open(LeaseGrpc.getLeaseKeepAliveMethod())) {
                boolean unused =
                        stream.say(LeaseKeepAliveRequest.newBuilder().setID(id).build());
                Optional<LeaseKeepAliveResponse> answer = stream.next();
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (CommandFailure e) {
                throw new CommandFailure(ExitCode.BAD_CONNECTION, String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean isOver(CountDownLatch interrupted, long millis) {
        try {
            return interrupted.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
