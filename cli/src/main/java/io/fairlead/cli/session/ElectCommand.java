package io.fairlead.cli.session;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.Printer;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Refusals;
import io.fairlead.client.FairleadClient;
import java.util.List;
import java.util.concurrent.CompletionException;

/** {@code elect}: stands in an election and leads until interrupted, or tells who leads. */
public final class ElectCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.bool("listen", "tell who leads, and do not stand").withShorthand("l"));

    @Override
    public String usage() {
        return "elect <election-name> [proposal]";
    }

    @Override
    public String summary() {
        return "Stands in an election, or tells who leads";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            With a proposal: waits to be elected, shows the key, and leads until interrupted. With -l: tells who
            leads, now and at every change.

            	$ fairlead elect primary host-1
            	$ fairlead elect -l primary\
            """;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.isEmpty() || words.size() > 2) {
            throw CommandFailure.badArguments(
                    "elect takes one election name argument and an optional proposal argument");
        }
        boolean listens = call.flags().isOn("listen");
        if (listens && words.size() > 1) {
            throw CommandFailure.badArguments("proposal given but -l is set");
        }
        if (!listens && words.size() == 1) {
            throw CommandFailure.badArguments("no proposal argument but -l not set");
        }
        FairleadClient client = call.client();
        try (Session session = client.recipes().openSession()) {
            Election election = client.recipes().election(session, words.get(0));
            if (listens) {
                return listen(election, call);
            }
            Held held = new Held(session, "elect: session expired", call);
            try (Term term = held.await(election.campaignAsync(Bytes.utf8(words.get(1))))) {
                return held.showAndHold(term);
            }
        } catch (FairleadException e) {
            throw Refusals.failure(e);
        }
    }

    private static int listen(Election election, Invocation call) {
        Printer printer = call.printer();
        Connections connections = call.connections();
        try (Observation observation = election.observe(state -> show(state, printer, connections, call))) {
            call.console().terminal().onInterrupt(observation::close);
            observation.done().join();
            return ExitCode.SUCCESS;
        } catch (CompletionException e) {
            if (e.getCause() instanceof FairleadException failure) {
                throw failure;
            }
            throw CommandFailure.error("elect: observer lost");
        }
    }

    /** The key as it was at that revision, in the words of a get. */
    private static void show(ElectionState state, Printer printer, Connections connections, Invocation call) {
        if (state instanceof ElectionState.Leader leader) {
            RangeRequest request = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFrom(leader.key().toByteArray()))
                    .setRevision(leader.revision())
                    .build();
            printer.get(connections.ask(KVGrpc.getRangeMethod(), request).toBuilder()
                    .clearCount()
                    .build());
            call.console().out().flush();
        }
    }
}
