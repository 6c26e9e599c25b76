package io.fairlead.server.alarm;

/**
 * One raised alarm.
 *
 * @param type etcd's number: 1 no space, 2 corrupt
 */
public record Alarm(long memberId, int type) implements Comparable<Alarm> {
    public static final int NO_SPACE = 1;
    public static final int CORRUPT = 2;

    @Override
    public int compareTo(Alarm other) {
        int byMember = Long.compareUnsigned(memberId, other.memberId);
        return byMember != 0 ? byMember : Integer.compare(type, other.type);
    }
}
