package io.fairlead.cli.chaos;

import io.fairlead.api.CompactedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.cli.chaos.history.Ending;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.Operation;
import io.fairlead.client.FairleadClient;
import java.util.Optional;

/** Makes calls and writes down how they ended. */
final class Recorder {
    private final FairleadClient client;
    private final History history;
    private final Workers workers;

    Recorder(FairleadClient client, History history, Workers workers) {
        this.client = client;
        this.history = history;
        this.workers = workers;
    }

    /** Makes a call; its answer, if there was one. */
    Optional<OpResult> call(Op ask) {
        long invoked = System.nanoTime();
        try {
            Optional<OpResult> result = Optional.of(answer(ask));
            history.add(new Operation(ask, invoked, System.nanoTime(), Ending.ANSWERED, result));
            if (!(ask instanceof Op.Get)) {
                workers.wrote();
            }
            return result;
        } catch (FairleadException e) {
            history.add(new Operation(ask, invoked, System.nanoTime(), ending(e), Optional.empty()));
            return Optional.empty();
        }
    }

    static Ending ending(FairleadException failure) {
        if (failure instanceof CompactedException) {
            return Ending.COMPACTED;
        }
        if (failure.error().filter(EtcdError.FUTURE_REVISION::equals).isPresent()) {
            return Ending.FUTURE;
        }
        return failure.outcome() == Outcome.UNKNOWN ? Ending.UNKNOWN : Ending.NOT_APPLIED;
    }

    private OpResult answer(Op ask) {
        Kv kv = client.kv();
        if (ask instanceof Op.Put put) {
            return kv.put(put.key(), put.value(), put.options());
        } else if (ask instanceof Op.Delete delete) {
            return kv.delete(delete.range(), delete.options());
        } else if (ask instanceof Op.Get get) {
            return kv.get(get.range(), get.options());
        } else if (ask instanceof Op.Nested nested) {
            return kv.commit(nested.txn());
        }
        throw new IllegalArgumentException(ask.toString());
    }
}
