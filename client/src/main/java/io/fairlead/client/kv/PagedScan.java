package io.fairlead.client.kv;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.client.call.Blocking;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A scan that waits for its pages and reads one ahead. */
public final class PagedScan implements Scan {
    private final PageReader reader;

    /** The page that is being read ahead; written by the scanning thread, cancelled by whoever closes. */
    private volatile @Nullable CompletableFuture<ScanPage> ahead;

    private volatile boolean closed;

    /** The page in use. */
    private @Nullable ScanPage page;

    /** Place in the page of the next entry. */
    private int place;

    private boolean iterated;

    /** A scan through {@code kv}; nothing is read yet. */
    public PagedScan(AsyncKv kv, KeyRange range, ScanOptions options) {
        this.reader = new PageReader(kv, range, options);
    }

    @Override
    public long revision() {
        ScanPage first = page;
        return first == null ? turn().revision() : first.revision();
    }

    @Override
    public Iterator<KeyValue> iterator() {
        if (iterated) {
            throw new IllegalStateException("a scan can be gone through once");
        }
        iterated = true;
        return new Entries();
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<ScanPage> reading = ahead;
        if (reading != null) {
            reading.cancel(true);
        }
    }

    /** Goes on to the next page, and has the one behind it read. */
    private ScanPage turn() {
        CompletableFuture<ScanPage> reading = ahead == null ? readAhead() : ahead;
        ScanPage turned;
        try {
            turned = Blocking.await(reading);
        } catch (CancellationException e) {
            throw new IllegalStateException("the scan is closed", e);
        } finally {
            ahead = null;
        }
        page = turned;
        place = 0;
        if (!turned.last()) {
            ahead = readAhead();
        }
        return turned;
    }

    private CompletableFuture<ScanPage> readAhead() {
        if (closed) {
            throw new IllegalStateException("the scan is closed");
        }
        CompletableFuture<ScanPage> reading = reader.next();
        ahead = reading;
        if (closed) {
            // Whoever closed in between did not see it.
            reading.cancel(true);
        }
        return reading;
    }

    private final class Entries implements Iterator<KeyValue> {
        @Override
        public boolean hasNext() {
            ScanPage current = page == null ? turn() : page;
            while (place == current.entries().size()) {
                if (current.last()) {
                    return false;
                }
                current = turn();
            }
            return true;
        }

        @Override
        public KeyValue next() {
            if (!hasNext() || page == null) {
                throw new NoSuchElementException("the scan has no more entries");
            }
            return page.entries().get(place++);
        }
    }
}
