package io.fairlead.server.storage.wal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a segment.
 *
 * @param sequence from 0, without gaps
 * @param firstIndex one more than the index of the last entry before this segment. Not always ascending from segment to
 *     segment: a new leader's entries may have overwritten a long tail
 */
record SegmentName(long sequence, long firstIndex) implements Comparable<SegmentName> {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.wal");

    /** Empty for a name of another form; such files are none of the log's. */
    static Optional<SegmentName> parse(String fileName) {
        Matcher matcher = FORM.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SegmentName(
                Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16)));
    }

    /** The segments among {@code fileNames}, in their order. */
    static List<SegmentName> among(List<String> fileNames) {
        List<SegmentName> names = new ArrayList<>();
        for (String fileName : fileNames) {
            parse(fileName).ifPresent(names::add);
        }
        Collections.sort(names);
        return names;
    }

    /**
     * Where to begin to read in order to see all entries after {@code index}: the position in {@code names} of the last
     * segment that starts at or before it, or -1 if there is none.
     */
    static int covering(List<SegmentName> names, long index) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).firstIndex <= index) {
                return i;
            }
        }
        return -1;
    }

    String fileName() {
        return String.format("%016x-%016x.wal", sequence, firstIndex);
    }

    @Override
    public int compareTo(SegmentName other) {
        return Long.compare(sequence, other.sequence);
    }
}
