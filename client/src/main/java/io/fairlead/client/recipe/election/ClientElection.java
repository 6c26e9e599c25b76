package io.fairlead.client.recipe.election;

import io.fairlead.api.Bytes;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.HeldWork;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.client.recipe.line.GuardedWork;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineHold;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** An election: who stands at the head of a line leads. */
public final class ClientElection implements Election {
    private static final System.Logger LOG = System.getLogger(ClientElection.class.getName());

    private final LineTools tools;
    private final Session session;
    private final String name;
    private final Function<Duration, Session> openSession;
    private final Rule.OneByOne rule;
    private final Line line;

    /**
     * @param openSession opens a session in place of one that ended
     */
    public ClientElection(LineTools tools, Session session, String name, Function<Duration, Session> openSession) {
        this.tools = tools;
        this.session = session;
        this.name = name;
        this.openSession = openSession;
        this.rule = Rule.OneByOne.named(name);
        this.line = new Line(tools, session, rule);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Term campaign(Bytes proposal) {
        return Line.await(campaignAsync(proposal));
    }

    @Override
    public Optional<Term> campaign(Bytes proposal, Duration timeout) {
        return Line.await(line.join(proposal, timeout, entry -> term(entry, proposal)));
    }

    @Override
    public CompletableFuture<Term> campaignAsync(Bytes proposal) {
        return line.join(proposal, entry -> term(entry, proposal));
    }

    @Override
    public Optional<ElectionState.Leader> leader() {
        RangeResult head = tools.kv()
                .get(
                        rule.rivals(),
                        ReadOptions.defaults()
                                .sort(SortTarget.CREATE_REVISION, SortOrder.ASCENDING)
                                .limit(1));
        return head.first().map(found -> LeaderTrack.leader(found, head.header().revision()));
    }

    @Override
    public Observation observe(Consumer<? super ElectionState> receiver) {
        LeaderObservation observation = new LeaderObservation(tools, rule.rivals(), receiver);
        observation.read(0);
        return observation;
    }

    @Override
    public <E extends Exception> void runWhileLeader(Bytes proposal, HeldWork<? super Term, E> work) throws E {
        try (LeadingSession leading = new LeadingSession(tools, session, openSession)) {
            while (true) {
                LeaderTerm term = elected(leading, proposal);
                try {
                    GuardedWork.run(term, work);
                } catch (HoldLostException lost) {
                    if (lost.fencingToken() != term.fencingToken()) {
                        throw lost;
                    }
                    LOG.log(System.Logger.Level.INFO, "election {0}: {1}", name, lost.getMessage());
                }
            }
        }
    }

    /** Campaigns until elected, in as many sessions as it takes. */
    private LeaderTerm elected(LeadingSession leading, Bytes proposal) {
        int failures = 0;
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), null);
            }
            Line own = new Line(tools, leading.live(), rule);
            try {
                return Line.await(own.join(proposal, entry -> term(entry, proposal)));
            } catch (RefusedException refused) {
                if (refused.condition() != EtcdError.SESSION_EXPIRED) {
                    throw refused;
                }
                // The cluster may know of the session's end before the session does.
                failures++;
                Line.await(tools.pause(failures));
            }
        }
    }

    private LeaderTerm term(LineHold.Entry entry, Bytes proposal) {
        return new LeaderTerm(tools.kv(), entry, proposal);
    }
}
