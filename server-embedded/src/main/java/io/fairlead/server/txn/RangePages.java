package io.fairlead.server.txn;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.RevisionList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The answer to a range request a page at a time, all at one revision: merged, the pages are what {@link RangeEvaluator} answers.
 * Nothing but the place is kept between pages, so a reader may take as long as it likes; if compaction passes the revision
 * meanwhile, the next page is refused. One thread at a time.
 */
public final class RangePages {
    private static final int FIRST_PAGE_KEYS = 10;

    /** What a page may hold at most, however small the keys are: they are read in one go. */
    private static final int PAGE_KEYS_MAX = 10_000;

    private static final Bytes NUL = Bytes.of(0);

    private final MvccStore store;
    private final RangeRequest request;
    private final int pageBytes;
    private final Function<Supplier<Answer<RangeResponse>>, Answer<RangeResponse>> reading;
    private ReadView view;
    private long at;
    private KeySpan rest;
    private long told;
    private int pageKeys = FIRST_PAGE_KEYS;
    private boolean over;

    private RangePages(
            MvccStore store,
            RangeRequest request,
            int pageBytes,
            Function<Supplier<Answer<RangeResponse>>, Answer<RangeResponse>> reading) {
        this.store = store;
        this.request = request;
        this.pageBytes = pageBytes;
        this.reading = reading;
        this.view = store.view();
        this.rest = Wire.span(request.getKey(), request.getRangeEnd());
        this.at = request.getRevision() <= 0 ? view.revision() : request.getRevision();
    }

    /** Whether a range can be told in pages: in the order of the keys, with nothing that has to see all of them first. */
    public static boolean canTell(RangeRequest request) {
        return request.getSortOrder() != RangeRequest.SortOrder.DESCEND
                && request.getSortTarget() == RangeRequest.SortTarget.KEY
                && !RangeEvaluator.filters(request);
    }

    /**
     * Opens the answer on what the store has published.
     *
     * @param request one that {@link RequestRules} has nothing against and that can be told in pages
     * @param pageBytes about how large pages become; the first ones are smaller
     * @param reading what stands around the reading of each page, which may fail
     * @return refused as FUTURE_REVISION or COMPACTED
     */
    public static Answer<RangePages> open(
            MvccStore store,
            RangeRequest request,
            int pageBytes,
            Function<Supplier<Answer<RangeResponse>>, Answer<RangeResponse>> reading) {
        Invariant.check(canTell(request), "a range that can't be told in pages");
        RangePages pages = new RangePages(store, request, pageBytes, reading);
        if (pages.at > pages.view.revision()) {
            return Answer.refused(EtcdError.FUTURE_REVISION);
        }
        return pages.at < pages.view.compactedRevision() ? Answer.refused(EtcdError.COMPACTED) : Answer.ok(pages);
    }

    /** Whether the last page has been told. */
    public boolean isOver() {
        return over;
    }

    /**
     * The next page. Only the last one has a header, with the revision alone, and says how many keys there are and whether more
     * than told. Where it is refused there is no other: as COMPACTED where history is gone, or for what went wrong in reading.
     */
    public Answer<RangeResponse> next() {
        Invariant.check(!over, "a page after the last one");
        Answer<RangeResponse> page = reading.apply(this::read);
        over = over || page instanceof Answer.Refused;
        return page;
    }

    private Answer<RangeResponse> read() {
        while (true) {
            RangeResponse.Builder page = RangeResponse.newBuilder();
            boolean whole = request.getCountOnly() ? count(page) : fill(page);
            if (view.covers(at) && (whole || !view.isOutlived())) {
                Invariant.check(whole, "a revision of the index has no record, at", at, view.compactedRevision());
                told += page.getKvsCount();
                return Answer.ok(page.build());
            }
            if (told > 0 || request.getRevision() > 0) {
                return Answer.refused(EtcdError.COMPACTED);
            }
            over = false;
            // A read of the newest state is never refused: there is a newer one to read.
            view = store.view();
            at = view.revision();
            rest = Wire.span(request.getKey(), request.getRangeEnd());
        }
    }

    private boolean count(RangeResponse.Builder page) {
        end(page, view.count(rest, at), false);
        return true;
    }

    /** False where a record was gone, which only a compaction explains. */
    private boolean fill(RangeResponse.Builder page) {
        long left = request.getLimit() > 0 ? request.getLimit() - told : Long.MAX_VALUE;
        int keysMax = (int) Math.min(pageKeys, left);
        RevisionList found = new RevisionList();
        view.page(rest, at, keysMax + 1, found);
        int bytes = 0;
        int taken = 0;
        Bytes last = rest.from();
        while (taken < Math.min(keysMax, found.size()) && (taken == 0 || bytes < pageBytes)) {
            KeyState key = view.read(found.mainAt(taken), found.subAt(taken));
            if (key == null) {
                return false;
            }
            KeyValue shown = Wire.keyValue(key, !request.getKeysOnly());
            page.addKvs(shown);
            bytes += shown.getSerializedSize();
            last = key.key();
            taken++;
        }
        boolean more = taken < found.size();
        if (more) {
            rest = new KeySpan(last.concat(NUL), rest.to(), false);
        }
        if (!more || taken == left) {
            end(page, told + taken + (more ? view.count(rest, at) : 0), more);
        } else {
            adapt(bytes, taken);
        }
        return true;
    }

    private void end(RangeResponse.Builder page, long count, boolean more) {
        over = true;
        page.setHeader(Wire.header(view.revision())).setCount(count).setMore(more);
    }

    /** The next page is to have about as many bytes as it may, and not many times the keys of this one. */
    private void adapt(int bytes, int keys) {
        long fitting = (long) pageBytes * keys / Math.max(1, bytes);
        pageKeys = (int) Math.max(1, Math.min(Math.min(fitting, pageKeys * 10L), PAGE_KEYS_MAX));
    }
}
