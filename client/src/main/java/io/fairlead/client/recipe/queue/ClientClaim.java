package io.fairlead.client.recipe.queue;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.WorkClaim;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.Txn;
import io.fairlead.client.recipe.basis.FirstChange;
import io.fairlead.client.recipe.basis.OnceTxn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** An item that was claimed. All it sends is guarded by the create revision of the claim, so it takes effect once at most. */
final class ClientClaim implements WorkClaim {
    private static final System.Logger LOG = System.getLogger(ClientClaim.class.getName());

    private enum State {
        OPEN,
        ACKNOWLEDGED,
        LOST,
        GIVEN_BACK
    }

    private final Kv kv;
    private final Session session;
    private final String place;
    private final Bytes payload;
    private final long delivery;
    private final long token;
    private final KeyRange item;
    private final KeyRange claim;
    private final KeyRange deliveries;

    /** One acknowledges or gives back at a time. */
    private final ReentrantLock ending = new ReentrantLock();

    /** Written under the lock. */
    private volatile State state = State.OPEN;

    ClientClaim(Kv kv, QueueKeys keys, Session session, String place, Bytes payload, long delivery, long token) {
        this.kv = kv;
        this.session = session;
        this.place = place;
        this.payload = payload;
        this.delivery = delivery;
        this.token = token;
        this.item = keys.item(place);
        this.claim = keys.claim(place);
        this.deliveries = keys.delivery(place);
    }

    @Override
    public Bytes payload() {
        return payload;
    }

    @Override
    public int priority() {
        return QueueKeys.priorityOf(place);
    }

    @Override
    public long delivery() {
        return delivery;
    }

    @Override
    public long fencingToken() {
        return token;
    }

    @Override
    public Cmp guard() {
        return Cmp.createRevision(claim).is(token);
    }

    @Override
    public boolean isValid() {
        return state == State.OPEN && session.state().isLive();
    }

    @Override
    public boolean ack(Op... steps) {
        ending.lock();
        try {
            if (state == State.OPEN) {
                state = isAcknowledged(steps) ? State.ACKNOWLEDGED : State.LOST;
            }
            return state == State.ACKNOWLEDGED;
        } finally {
            ending.unlock();
        }
    }

    private boolean isAcknowledged(Op... steps) {
        List<Op> then = new ArrayList<>(List.of(Op.delete(item), Op.delete(claim), Op.delete(deliveries)));
        then.addAll(List.of(steps));
        OnceTxn.Sent sent = OnceTxn.commit(kv, new Txn(List.of(guard()), then, List.of()));
        if (sent.isDone() || sent.isRefused()) {
            return sent.isDone();
        }
        try {
            // When our claim went: did the item go with it, or was it only our lease that ended?
            long gone = FirstChange.find(kv, claim, token, token, sent.result().revision());
            return FirstChange.at(kv, item, gone).first().isEmpty();
        } catch (FairleadException failure) {
            FairleadException unresolved = sent.unresolved();
            unresolved.addSuppressed(failure);
            throw unresolved;
        }
    }

    @Override
    public void close() {
        ending.lock();
        try {
            if (state == State.OPEN) {
                state = State.GIVEN_BACK;
                OnceTxn.commit(kv, new Txn(List.of(guard()), List.of(Op.delete(claim)), List.of()));
            }
        } catch (FairleadException failure) {
            LOG.log(System.Logger.Level.WARNING, "an item of work goes back with the session only", failure);
        } finally {
            ending.unlock();
        }
    }
}
