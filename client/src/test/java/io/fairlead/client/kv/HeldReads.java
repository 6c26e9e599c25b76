package io.fairlead.client.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

/** Reads that the test answers when it wants to. For the thread of the test alone. */
final class HeldReads implements AsyncKv {
    /** A read that has been asked. */
    record Read(KeyRange range, ReadOptions options, CompletableFuture<RangeResult> answer) {
        /** Answers with so many keys as were asked for, from the start of the range on. */
        void answer(boolean more) {
            List<KeyValue> entries = IntStream.range(0, (int) options.limit())
                    .mapToObj(i -> new KeyValue(range.key().concat(Bytes.utf8("" + i)), Bytes.empty(), 1, 1, 1, 0))
                    .toList();
            answer.complete(new RangeResult(new Header(1, 1, 7, 1), entries, more, entries.size()));
        }
    }

    final List<Read> reads = new ArrayList<>();

    Read last() {
        return reads.get(reads.size() - 1);
    }

    @Override
    public CompletableFuture<RangeResult> get(KeyRange range, ReadOptions options) {
        Read read = new Read(range, options, new CompletableFuture<>());
        reads.add(read);
        return read.answer();
    }

    @Override
    public CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<ScanPage> scan(KeyRange range, ScanOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Header> compact(long revision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Header> compactPhysical(long revision) {
        throw new UnsupportedOperationException();
    }
}
