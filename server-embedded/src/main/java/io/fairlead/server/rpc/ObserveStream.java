package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.server.coordination.Observation;
import io.fairlead.server.coordination.Observer;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.UnaryOperator;

/** One client that looks on at an election. Answers on the call's executor. */
final class ObserveStream implements Observer {
    private final ServerCallStreamObserver<LeaderResponse> call;
    private final Desk desk;
    private final UnaryOperator<LeaderResponse> finish;

    /** @param finish fills the header */
    ObserveStream(ServerCallStreamObserver<LeaderResponse> call, Desk desk, UnaryOperator<LeaderResponse> finish) {
        this.call = call;
        this.desk = desk;
        this.finish = finish;
    }

    void open(Observation observation) {
        call.setOnCancelHandler(observation::close);
        call.setOnReadyHandler(observation::resume);
        observation.resume();
    }

    @Override
    public boolean hasRoom() {
        return call.isReady();
    }

    @Override
    public void leads(LeaderResponse leader) {
        call.onNext(finish.apply(leader));
    }

    @Override
    public void ended(EtcdError why) {
        desk.refuse(call, why);
    }
}
