package io.fairlead.client.recipe.barrier;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Barrier;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.Txn;
import io.fairlead.client.recipe.basis.OnceTxn;
import io.fairlead.client.recipe.basis.RangeWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A barrier as a key that says whether it is raised. */
public final class ClientBarrier implements Barrier {
    private static final Bytes RAISED = Bytes.utf8("raised");
    private static final Bytes LIFTED = Bytes.utf8("lifted");

    private final String name;
    private final KeyRange key;
    private final Kv kv;
    private final RangeWait wait;

    public ClientBarrier(String name, Kv kv, RangeWait wait) {
        this.name = name;
        this.key = KeyRange.single(name);
        this.kv = kv;
        this.wait = wait;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void raise() {
        make(RAISED);
    }

    @Override
    public void lift() {
        make(LIFTED);
    }

    @Override
    public boolean isRaised() {
        return isRaised(kv.get(key));
    }

    @Override
    public void await() {
        wait.await(key, this::look);
    }

    @Override
    public boolean await(Duration timeout) {
        return wait.await(key, this::look, Optional.of(timeout), Optional.empty())
                .isPresent();
    }

    private RangeWait.Look<Boolean> look() {
        RangeResult found = kv.get(key);
        return new RangeWait.Look<>(isRaised(found) ? Optional.empty() : Optional.of(true), found.revision());
    }

    private void make(Bytes state) {
        RangeResult found = kv.get(key);
        while (isRaised(found) != state.equals(RAISED)) {
            long seen = found.first().map(KeyValue::modRevision).orElse(0L);
            OnceTxn.Sent sent = OnceTxn.commit(
                    kv,
                    new Txn(
                            List.of(Cmp.modRevision(key).is(seen)),
                            List.of(Op.put(name, state)),
                            List.of(Op.get(key))));
            if (sent.isDone()) {
                return;
            }
            found = sent.result().get(0);
        }
    }

    private static boolean isRaised(RangeResult found) {
        return found.first().filter(entry -> entry.value().equals(RAISED)).isPresent();
    }
}
