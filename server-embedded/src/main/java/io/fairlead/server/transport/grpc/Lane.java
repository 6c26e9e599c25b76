package io.fairlead.server.transport.grpc;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.pb.peer.Batch;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.Receipt;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.Message;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One ordered stream of messages to one peer, over a connection of its own that is made again whenever it breaks.
 *
 * <p>{@link #offer} may be called from any thread; everything else happens on {@code loop}. What waits for a connection
 * attempt in progress is kept, within the bounds; once the attempt has failed, messages are refused until the next one, so
 * that a peer that comes back is not met with stale words.
 */
final class Lane {
    /** What a lane tells its link. Called on the lane's event loop. */
    interface Events {
        /** The peer answered our greeting at {@code url}. */
        void opened(String url);

        /** The lane can't deliver: messages may be lost. Called for each failed attempt. */
        void broken(String url, String why);

        /** The peer will not talk to us. */
        void refused(String url, Handshake.Refusal refusal, String why);
    }

    private enum State {
        CONNECTING,
        OPEN,
        BACKING_OFF,
        CLOSED
    }

    private static final int MESSAGE_OVERHEAD_BYTES = 64;
    private static final int BATCH_MESSAGES_MAX = 512;

    private final long peerId;
    private final PeerIdentity self;
    private final PeerDialer dialer;
    private final PeerLimits limits;
    private final Clock clock;
    private final EventLoop loop;
    private final Events events;
    private final PeerMeter meter;

    private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedMessages = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();

    /** Set by {@link #offer}, cleared by the loop before it looks at the queue. */
    private final AtomicBoolean pumpPending = new AtomicBoolean();

    /** Read by {@link #offer}: messages are kept. Written by the loop. */
    private volatile boolean accepting = true;

    /** When the peer answered our greeting, or 0. Written by the loop. */
    private volatile long openSinceNanos;

    private State state = State.BACKING_OFF;
    private List<String> urls;
    private int urlIndex;
    private long backoffNanos;
    private @Nullable Attempt attempt;

    /** A message and what it counts against the bounds. */
    private record Queued(Message message, int size) {}

    Lane(
            long peerId,
            List<String> urls,
            PeerIdentity self,
            PeerDialer dialer,
            Clock clock,
            EventLoop loop,
            Events events,
            PeerMeter meter) {
        this.peerId = peerId;
        this.urls = List.copyOf(urls);
        this.self = self;
        this.dialer = dialer;
        this.limits = dialer.limits();
        this.clock = clock;
        this.loop = loop;
        this.events = events;
        this.meter = meter;
        this.backoffNanos = limits.backoffMin().toNanos();
    }

    void start() {
        loop.execute(this::connect);
    }

    /** Keeps {@code message} for sending; false if it is dropped. */
    boolean offer(Message message) {
        if (!accepting) {
            return false;
        }
        int size = size(message);
        if (queuedMessages.get() >= limits.queuedMessages()
                || (queuedBytes.get() > 0 && queuedBytes.get() + size > limits.queuedBytes())) {
            return false;
        }
        queuedMessages.incrementAndGet();
        queuedBytes.addAndGet(size);
        queue.add(new Queued(message, size));
        if (pumpPending.compareAndSet(false, true)) {
            try {
                loop.execute(this::pump);
            } catch (RejectedExecutionException e) {
                return false;
            }
        }
        return true;
    }

    /** Nanoseconds since the peer answered our greeting; 0 if it is not connected. */
    long openNanos() {
        long since = openSinceNanos;
        return since == 0 ? 0 : Math.max(1, clock.nanos() - since);
    }

    /** The peer moved: the next connection goes to {@code newUrls}. One that is open to an old URL ends. */
    void moveTo(List<String> newUrls) {
        loop.execute(() -> {
            String current = url();
            urls = List.copyOf(newUrls);
            urlIndex = 0;
            if (attempt != null && !urls.contains(current)) {
                fail("the peer's URLs changed");
            }
        });
    }

    void close() {
        try {
            loop.execute(this::closeOnLoop);
        } catch (RejectedExecutionException e) {
            // The event loops have ended, and every connection with them.
            accepting = false;
        }
    }

    private void closeOnLoop() {
        state = State.CLOSED;
        abandon();
    }

    private String url() {
        return urls.isEmpty() ? "(no URL)" : urls.get(urlIndex % urls.size());
    }

    private void connect() {
        if (state != State.BACKING_OFF) {
            return;
        }
        state = State.CONNECTING;
        accepting = true;
        ManagedChannel channel;
        try {
            channel = dialer.channel(url(), loop);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage() == null ? "bad URL" : e.getMessage());
            return;
        }
        Attempt started = new Attempt(channel);
        attempt = started;
        started.open();
    }

    private void pump() {
        pumpPending.set(false);
        if (state == State.OPEN && attempt != null) {
            attempt.sendWaiting();
        }
    }

    /** The attempt or the open stream is over; try the next URL after a while. */
    private void fail(String why) {
        if (state == State.CLOSED) {
            return;
        }
        String failedUrl = url();
        if (state == State.OPEN) {
            meter.disconnects().increment();
        }
        backOff(backoffNanos);
        backoffNanos = Math.min(backoffNanos * 2, limits.backoffMax().toNanos());
        events.broken(failedUrl, why);
    }

    private void backOff(long waitNanos) {
        state = State.BACKING_OFF;
        abandon();
        urlIndex++;
        var unused = loop.schedule(this::connect, waitNanos, TimeUnit.NANOSECONDS);
    }

    private void abandon() {
        accepting = false;
        openSinceNanos = 0;
        Attempt last = attempt;
        attempt = null;
        if (last != null) {
            last.end();
        }
        for (Queued dropped = queue.poll(); dropped != null; dropped = queue.poll()) {
            taken(dropped);
        }
    }

    private void taken(Queued queued) {
        queuedMessages.decrementAndGet();
        queuedBytes.addAndGet(-queued.size());
    }

    private static int size(Message message) {
        int size = MESSAGE_OVERHEAD_BYTES;
        if (message instanceof Message.AppendRequest append) {
            for (Entry entry : append.slice().entries()) {
                size += entry.size() + MESSAGE_OVERHEAD_BYTES / 2;
            }
        } else if (message instanceof Message.ForwardedProposal forwarded) {
            for (Message.Proposal proposal : forwarded.proposals()) {
                size += proposal.data().size() + MESSAGE_OVERHEAD_BYTES / 2;
            }
        }
        return size;
    }

    /** One connection with its stream. What it hears after its end is ignored. */
    private final class Attempt implements ClientResponseObserver<Batch, Receipt> {
        private final ManagedChannel channel;
        private @Nullable ClientCallStreamObserver<Batch> call;
        private @Nullable Future<?> timer;

        /** When we asked for the receipt that is still owed, or 0. */
        private long askedNanos;

        Attempt(ManagedChannel channel) {
            this.channel = channel;
        }

        void open() {
            expectReceipt(limits.connectTimeout().plus(limits.pulse()), "no greeting");
            var unused = PeerGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                            Handshake.from(self, peerId).toMetadata()))
                    .deliver(this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Batch> requests) {
            call = requests;
            requests.setOnReadyHandler(() -> onLoop(this::sendWaiting));
        }

        @Override
        public void onNext(Receipt receipt) {
            onLoop(() -> {
                if (askedNanos != 0) {
                    meter.roundTrips().add(clock.nanos() - askedNanos);
                }
                askedNanos = 0;
                if (state == State.CONNECTING) {
                    greeted();
                }
            });
        }

        private void greeted() {
            state = State.OPEN;
            openSinceNanos = clock.nanos();
            backoffNanos = limits.backoffMin().toNanos();
            cancelTimer();
            timer = loop.schedule(() -> onLoop(this::pulse), limits.pulse().toNanos(), TimeUnit.NANOSECONDS);
            events.opened(url());
            sendWaiting();
        }

        @Override
        public void onError(Throwable cause) {
            onLoop(() -> {
                Optional<Handshake.Refusal> refusal = Handshake.Refusal.of(Status.trailersFromThrowable(cause));
                if (refusal.isPresent()) {
                    String refusingUrl = url();
                    backOff(limits.refusedBackoff().toNanos());
                    events.refused(refusingUrl, refusal.get(), describe(cause));
                } else {
                    fail(describe(cause));
                }
            });
        }

        @Override
        public void onCompleted() {
            onLoop(() -> fail("the peer ended the stream"));
        }

        void sendWaiting() {
            ClientCallStreamObserver<Batch> open = call;
            if (open == null || state != State.OPEN) {
                return;
            }
            while (open.isReady() && !queue.isEmpty()) {
                send(open, nextBatch().build());
            }
        }

        private void send(ClientCallStreamObserver<Batch> open, Batch batch) {
            meter.sentBytes().add(batch.getSerializedSize());
            open.onNext(batch);
        }

        private Batch.Builder nextBatch() {
            Batch.Builder batch = Batch.newBuilder();
            int bytes = 0;
            while (bytes < limits.batchBytes() && batch.getMessagesCount() < BATCH_MESSAGES_MAX) {
                Queued queued = queue.poll();
                if (queued == null) {
                    break;
                }
                taken(queued);
                bytes += queued.size();
                batch.addMessages(PeerCodec.encode(queued.message()));
            }
            return batch;
        }

        /** Asks for a receipt, unless one is owed already: then the peer has had its time. */
        private void pulse() {
            ClientCallStreamObserver<Batch> open = call;
            if (open == null || state != State.OPEN) {
                return;
            }
            if (askedNanos == 0) {
                askedNanos = clock.nanos();
                send(open, nextBatch().setReceiptWanted(true).build());
            } else if (clock.nanos() - askedNanos > limits.silence().toNanos()) {
                fail("the peer has not answered for " + limits.silence().toMillis() + " ms");
                return;
            }
            timer = loop.schedule(() -> onLoop(this::pulse), limits.pulse().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void expectReceipt(Duration within, String otherwise) {
            timer = loop.schedule(() -> onLoop(() -> fail(otherwise)), within.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }

        void end() {
            cancelTimer();
            channel.shutdownNow();
        }

        /** gRPC calls back on the loop as a rule, but not where a call fails before it has a connection. */
        private void onLoop(Runnable step) {
            if (loop.inEventLoop()) {
                ifCurrent(step);
            } else {
                loop.execute(() -> ifCurrent(step));
            }
        }

        private void ifCurrent(Runnable step) {
            if (attempt == this) {
                step.run();
            }
        }
    }

    /** The words of a failed call, with the root cause, on one line. */
    static String describe(Throwable cause) {
        Status status = Status.fromThrowable(cause);
        List<String> words = new ArrayList<>();
        words.add(status.getDescription() == null ? status.getCode().name() : status.getDescription());
        Throwable root = status.getCause();
        if (root != null && root.getMessage() != null && !words.contains(root.getMessage())) {
            words.add(root.getMessage());
        }
        return String.join(": ", words);
    }
}
