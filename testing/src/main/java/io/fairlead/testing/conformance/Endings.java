package io.fairlead.testing.conformance;

import io.fairlead.api.error.EtcdError;
import io.fairlead.testing.fake.Ending;
import io.fairlead.testing.fake.FakeEtcd;
import io.fairlead.testing.fake.StreamScript;
import java.util.LinkedHashMap;
import java.util.Map;

/** All the ways in which a stream or a call may end without having said so before. */
final class Endings {
    /** Longer than any exchange of a scenario. */
    private static final int STEPS_MAX = 60;

    private Endings() {}

    /** What a scenario does with a fake whose first stream ends somewhere. */
    interface AtPoint {
        void run(Stage stage, FakeEtcd etcd) throws Exception;
    }

    /** Every ending of a stream, by a name that fits into the name of a test. */
    static Map<String, Ending> ofStreams() {
        Map<String, Ending> all = new LinkedHashMap<>();
        all.put("endsOk", Ending.ok());
        all.put("isUnavailable", Ending.unavailable());
        all.put("breaksInternally", Ending.internal());
        all.put("hasNoLeader", Ending.refusal(EtcdError.NO_LEADER));
        all.put("isReset", Ending.reset());
        all.put("isResetWithInternalError", Ending.resetInternal());
        all.put("isResetWithoutError", Ending.resetNoError());
        all.put("isRefused", Ending.refusedStream());
        all.put("endsInAMessage", Ending.halfMessage());
        all.put("losesItsConnection", Ending.cut());
        all.put("isToldToGoAway", Ending.goAway());
        return all;
    }

    /** Every ending of a call after which it is unknown whether it was carried out. */
    static Map<String, Ending> ambiguous() {
        Map<String, Ending> all = new LinkedHashMap<>();
        all.put("timesOut", Ending.refusal(EtcdError.TIMEOUT));
        all.put("timesOutAsTheLeaderFailed", Ending.refusal(EtcdError.TIMEOUT_LEADER_FAILED));
        all.put("timesOutAsTheConnectionWasLost", Ending.refusal(EtcdError.TIMEOUT_CONNECTION_LOST));
        all.put("timesOutWaitingToBeApplied", Ending.refusal(EtcdError.TIMEOUT_WAIT_APPLIED_INDEX));
        all.put("meetsAStoppedServer", Ending.refusal(EtcdError.STOPPED));
        all.put("isUnavailable", Ending.unavailable());
        all.put("breaksInternally", Ending.internal());
        all.put("failsInUnknownWords", Ending.unknown());
        all.put("isReset", Ending.reset());
        all.put("isResetWithInternalError", Ending.resetInternal());
        all.put("endsInItsAnswer", Ending.halfMessage());
        all.put("losesItsConnection", Ending.cut());
        all.put("isToldToGoAway", Ending.goAway());
        return all;
    }

    /**
     * Runs something again and again: the first stream ends before its first step, after its first, after its second, until
     * there are no more steps to end after.
     */
    static void atEveryPoint(Stage stage, String method, Ending ending, AtPoint body) throws Exception {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            try (Stage one = stage.another()) {
                FakeEtcd etcd = one.etcd(2);
                etcd.nextStreams(method, StreamScript.after(steps, ending));
                body.run(one, etcd);
                if (etcd.scriptsCarriedOut() == 0) {
                    return;
                }
            } catch (AssertionError | Exception e) {
                throw new AssertionError(ending + " after " + steps + " steps: " + e.getMessage(), e);
            }
        }
        throw new AssertionError("the exchange has no end");
    }
}
