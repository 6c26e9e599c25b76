package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RangeStreamResponse;
import io.fairlead.server.txn.RangePages;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/** A range that is told in pages: the next one is read when the call is ready to write it, so one page is in memory. */
final class RangeStreamCall {
    private final ServerCallStreamObserver<RangeStreamResponse> call;
    private final Headers headers;
    private final OneAtATime writing = new OneAtATime(this::write);
    private volatile @Nullable RangePages pages;

    RangeStreamCall(ServerCallStreamObserver<RangeStreamResponse> call, Headers headers) {
        this.call = call;
        this.headers = headers;
        call.setOnReadyHandler(writing::run);
    }

    void begin(RangePages opened) {
        pages = opened;
        writing.run();
    }

    private void write() {
        RangePages from = pages;
        while (from != null && !from.isOver() && call.isReady()) {
            Answer<RangeResponse> page = from.next();
            if (page instanceof Answer.Refused<RangeResponse> refused) {
                call.onError(ErrorMapper.toStatus(refused.error()));
                return;
            }
            call.onNext(response(((Answer.Ok<RangeResponse>) page).value()));
            if (from.isOver()) {
                call.onCompleted();
            }
        }
    }

    private RangeStreamResponse response(RangeResponse page) {
        RangeResponse told = page.hasHeader()
                ? page.toBuilder()
                        .setHeader(headers.at(page.getHeader().getRevision()))
                        .build()
                : page;
        return RangeStreamResponse.newBuilder().setRangeResponse(told).build();
    }
}
