package io.fairlead.client.kv;

import io.fairlead.api.Attempt;
import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.Consistency;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import java.util.List;
import java.util.Optional;

/**
 * Where a scan stands and what it asks next. Pure: answers and failures go in, the next request comes out.
 *
 * <p>The first answer settles the revision; every later request names it. A page whose answer is refused for its size is asked
 * again at half the size; after some pages that went well the size grows again, since large values often stand together.
 */
final class ScanCursor {
    /** Pages that go well before a halved size is doubled again. */
    private static final int PAGES_UNTIL_GROWTH = 8;

    private static final Bytes SMALLEST_STEP = Bytes.of(0);

    private final Bytes end;
    private final ScanOptions options;

    private Bytes next;

    /** 0 until the first answer. */
    private long revision;

    private Consistency consistency;
    private int pageSize;
    private int pagesAtThisSize;
    private boolean done;

    ScanCursor(KeyRange range, ScanOptions options) {
        this.next = range.key();
        this.end = range.end();
        this.options = options;
        this.revision = options.revision();
        this.consistency = options.consistency();
        this.pageSize = options.pageSize();
    }

    /** True if there is nothing to ask any more. */
    boolean isDone() {
        return done;
    }

    /** The keys to ask for. */
    KeyRange range() {
        return new KeyRange(next, end);
    }

    /** How to ask for them. */
    ReadOptions request() {
        ReadOptions request = ReadOptions.defaults().limit(pageSize).revision(revision);
        if (options.keysOnly()) {
            request = request.withKeysOnly();
        }
        return consistency == Consistency.SERIALIZABLE ? request.serializable() : request;
    }

    /** Takes the answer to {@link #request}. */
    ScanPage accept(RangeResult answer) {
        if (revision == 0) {
            revision = answer.header().revision();
        }
        consistency = options.consistency();
        done = !answer.more() || answer.entries().isEmpty();
        if (!done) {
            next = answer.entries().get(answer.entries().size() - 1).key().concat(SMALLEST_STEP);
        }
        if (pageSize < options.pageSize() && ++pagesAtThisSize >= PAGES_UNTIL_GROWTH) {
            resize(Math.min(options.pageSize(), 2 * pageSize));
        }
        return new ScanPage(revision, answer.entries(), done);
    }

    /**
     * Takes a failure of {@link #request}.
     *
     * @return what the scan fails with; empty if the request, which is another one now, is worth sending
     */
    Optional<FairleadException> refuse(FairleadException failure) {
        if (failure.error().equals(Optional.of(EtcdError.COMPACTED))) {
            return Optional.of(new CompactedException(revision + 1, failure.attempts()));
        }
        if (failure.error().equals(Optional.of(EtcdError.FUTURE_REVISION))
                && options.revision() == 0
                && consistency == Consistency.SERIALIZABLE) {
            // The member that was asked is behind the one that settled the revision; a linearizable read waits for it.
            consistency = Consistency.LINEARIZABLE;
            return Optional.empty();
        }
        if (failure.error().isEmpty() && isTooLarge(failure.attempts()) && pageSize > 1) {
            resize(pageSize / 2);
            return Optional.empty();
        }
        return Optional.of(failure);
    }

    private void resize(int newSize) {
        pageSize = newSize;
        pagesAtThisSize = 0;
    }

    /** Of the conditions without a name in etcd's catalogue, this status is the one for messages above a limit. */
    private static boolean isTooLarge(List<Attempt> attempts) {
        return !attempts.isEmpty() && attempts.get(attempts.size() - 1).status().equals("RESOURCE_EXHAUSTED");
    }
}
