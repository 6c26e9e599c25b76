package io.fairlead.client.recipe.election;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.recipe.line.LineHold;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A leadership. */
final class LeaderTerm extends LineHold implements Term {
    private final Kv kv;

    /** Proclaims one thing after the other. */
    private final ReentrantLock proclaiming = new ReentrantLock();

    private volatile Bytes proposal;

    /**
     * Of our key, as far as we know. Every proclamation builds on the one before: one of unknown outcome that is carried out
     * late finds another revision, and does not undo a newer one. Guarded by proclaiming.
     */
    private long modRevision;

    LeaderTerm(Kv kv, Entry entry, Bytes proposal) {
        super(entry);
        this.kv = kv;
        this.proposal = proposal;
        this.modRevision = entry.fencingToken();
    }

    @Override
    public Bytes proposal() {
        return proposal;
    }

    @Override
    public void proclaim(Bytes newProposal) {
        proclaiming.lock();
        try {
            while (!isProclaimed(newProposal)) {
                // An earlier one of unknown outcome was carried out meanwhile; now we know its revision.
            }
            proposal = newProposal;
        } finally {
            proclaiming.unlock();
        }
    }

    /** False if the key was not as we believed; then what it is like is known. */
    private boolean isProclaimed(Bytes newProposal) {
        if (!isValid()) {
            throw lostException(null);
        }
        KeyRange own = KeyRange.single(key());
        PutOptions leased = PutOptions.defaults().lease(contender().session().leaseId());
        TxnResult result = kv.txn()
                .when(guard(), Cmp.modRevision(own).is(modRevision))
                .then(Op.put(key(), newProposal, leased))
                .otherwise(Op.get(own))
                .commit();
        if (result.succeeded()) {
            modRevision = result.header().revision();
            return true;
        }
        Optional<KeyValue> found = result.get(0).first().filter(entry -> entry.createRevision() == fencingToken());
        modRevision = found.orElseThrow(() -> lostException(null)).modRevision();
        return found.get().value().equals(newProposal);
    }
}
