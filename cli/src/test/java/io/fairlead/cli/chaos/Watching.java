package io.fairlead.cli.chaos;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.cli.chaos.history.FullTape;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.RoamingTape;
import io.fairlead.cli.chaos.history.Timeline;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Watches over all keys, and over a few from anywhere. */
final class Watching {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int BACK = 100;
    private static final int AHEAD = 30;

    /** How often a watch of a few keys looks for more before it is closed. */
    private static final int LOOKS = 40;

    private final History history;
    private final Workers workers;
    private final AtomicLong events = new AtomicLong();

    Watching(History history, Workers workers) {
        this.history = history;
        this.workers = workers;
    }

    /** How many events all watches were given. */
    long events() {
        return events.get();
    }

    /** A watch of the whole store that lasts as long as the run; for one thread. */
    final class Whole {
        private final String name;
        private final FairleadClient client;
        private FullTape tape;
        private volatile long next = Timeline.EMPTY + 1;

        Whole(String name, FairleadClient client) {
            this.name = name;
            this.client = client;
            this.tape = new FullTape(name, history, Timeline.EMPTY + 1);
        }

        /** The first revision that has not come yet. Any thread may ask. */
        long next() {
            return next;
        }

        void turn() throws InterruptedException {
            WatchOptions options = WatchOptions.from(tape.next()).withPrevKv().withProgress();
            try (WatchIterator watch = client.watches().iterate(KeyRange.all(), options)) {
                while (workers.isRunning()) {
                    read(watch);
                }
            } catch (CompactedException e) {
                tape.refused(e.compactRevision());
                tape = new FullTape(name, history, e.compactRevision());
            } catch (FairleadException e) {
                // The member is down; another try.
                workers.pace(100);
            }
        }

        /** Reads on until everything up to a revision has come. */
        void finish(long revision) {
            while (tape.next() <= revision) {
                WatchOptions options = WatchOptions.from(tape.next()).withPrevKv();
                try (WatchIterator watch = client.watches().iterate(KeyRange.all(), options)) {
                    while (tape.next() <= revision) {
                        read(watch);
                    }
                } catch (CompactedException e) {
                    tape.refused(e.compactRevision());
                    tape = new FullTape(name, history, e.compactRevision());
                }
            }
        }

        private void read(WatchIterator watch) {
            Optional<WatchBatch> batch = watch.poll(LOOK);
            if (batch.isPresent()) {
                tape.take(batch.get(), System.nanoTime());
                events.addAndGet(batch.get().events().size());
                next = tape.next();
            }
        }
    }

    /** Opens a watch of a few keys somewhere around the newest revision, and follows it for a while. */
    void roam(FairleadClient client, Random random) throws InterruptedException {
        long start = Math.max(1, history.timeline().last() - BACK + random.nextInt(BACK + AHEAD));
        KeyRange range = random.nextBoolean()
                ? KeyRange.prefix(KvLoad.PREFIX)
                : KeyRange.between(Bytes.utf8(KvLoad.PREFIX + "b"), Bytes.utf8(KvLoad.PREFIX + "e"));
        WatchOptions options = WatchOptions.from(start);
        options = random.nextBoolean() ? options.withPrevKv() : options;
        options = random.nextBoolean() ? options.withProgress() : options;
        options = random.nextInt(4) == 0 ? options.withoutPuts() : options;
        options = random.nextInt(4) == 0 ? options.withoutDeletes() : options;
        options = random.nextInt(4) == 0 ? options.buffer(1) : options;
        RoamingTape tape = new RoamingTape(range, options);
        try (WatchIterator watch = client.watches().iterate(range, options)) {
            for (int look = random.nextInt(LOOKS); look >= 0 && workers.isRunning(); look--) {
                watch.poll(LOOK).ifPresent(batch -> {
                    tape.take(batch);
                    events.addAndGet(batch.events().size());
                });
            }
        } catch (CompactedException e) {
            tape.refused(e.compactRevision());
        } catch (FairleadException e) {
            workers.pace(100);
        }
        history.add(tape);
    }
}
