package io.fairlead.server.duty;

import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import java.util.List;

/** The loop that runs a leader's duties. */
public final class DutyLoop implements Loop {
    /** What may wait for the loop before callers are told that it is busy. */
    public static final int INPUTS_MAX = 65_536;

    private static final int INPUTS_PER_TURN = 4_096;

    private final Mailbox<DutyInput> mailbox;
    private final List<Duty> duties;
    private boolean leading;
    private boolean detached;
    private long lastNanos;

    /** @param mailbox shared with the duties, which post to it what others want of them */
    public DutyLoop(Mailbox<DutyInput> mailbox, List<Duty> duties) {
        this.mailbox = mailbox;
        this.duties = List.copyOf(duties);
    }

    @Override
    public String name() {
        return "duty";
    }

    @Override
    public void attach(Waker waker) {
        mailbox.bind(waker);
    }

    @Override
    public int turn(long nowNanos) {
        lastNanos = nowNanos;
        int work = mailbox.drain(input -> input.enter(nowNanos), INPUTS_PER_TURN);
        for (Duty duty : duties) {
            work += duty.attend(nowNanos);
            if (leading) {
                work += duty.turn(nowNanos);
            }
        }
        return work;
    }

    @Override
    public long deadlineNanos() {
        long first = NEVER;
        for (Duty duty : duties) {
            first = earlier(first, duty.attendanceNanos());
            if (leading) {
                first = earlier(first, duty.deadlineNanos());
            }
        }
        return first;
    }

    private static long earlier(long first, long next) {
        return first == NEVER || (next != NEVER && next - first < 0) ? next : first;
    }

    @Override
    public void detach() {
        detached = true;
        duties.forEach(Duty::close);
        mailbox.drain(input -> input.enter(lastNanos), Integer.MAX_VALUE);
    }

    /** The raft loop says who leads: this member, in {@code term}, or somebody else or nobody for 0. Any thread. */
    public void leads(long term) {
        mailbox.post(nowNanos -> {
            if (leading) {
                leading = false;
                duties.forEach(Duty::retire);
            }
            if (term != 0 && !detached) {
                leading = true;
                duties.forEach(duty -> duty.lead(term, nowNanos));
            }
        });
    }
}
