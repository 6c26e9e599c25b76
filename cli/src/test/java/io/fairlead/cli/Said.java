package io.fairlead.cli;

import java.util.stream.Collectors;

/** What a program said to a line, as far as it is the same for any two clusters and moments. */
final class Said {
    private Said() {}

    /** The words of a line; two single quotes are an empty one. */
    static String[] words(String line) {
        String[] words = line.replace("''", "\u0000").split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("\u0000", "");
        }
        return words;
    }

    /**
     * Leaves out what differs between any two clusters or moments: ids, ports, times, sizes, terms and log positions; and on
     * standard error what is neither a complaint nor about an endpoint.
     */
    static Typed normal(Typed typed) {
        String complaint = typed.err()
                .lines()
                .filter(line -> line.startsWith("Error")
                        || line.startsWith("Failed")
                        || line.contains("is unhealthy")
                        || line.startsWith("watch was canceled"))
                .collect(Collectors.joining("\n"));
        return new Typed(typed.exitCode(), normal(typed.out()), normal(complaint));
    }

    private static String normal(String text) {
        return text.replaceAll("\\bm[1-5]\\b", "NAME")
                // Fields of the wire since 3.6, which etcdctl 3.5 does not know.
                .replaceAll(",\"storageVersion\":\"3.6.0\",\"dbSizeQuota\":\\d+,\"downgradeInfo\":\\{}", "")
                .replaceAll(",\"hash_revision\":\\d+", "")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                // Drawn ids may begin with zeros; one with fewer than twelve digits is one in a million.
                .replaceAll("\\b\\d{14,20}\\b", "ID")
                .replaceAll("\\b[0-9a-f]{12,16}\\b", "ID")
                .replaceAll("[0-9.]+(ns|µs|ms|s)\\b", "TIME")
                .replaceAll(
                        "(?i)(\"?(dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raft_?term|hash)\"? ?: ?)\\d+", "$1N")
                .replaceAll(", [0-9.]+ [kM]?B, (true|false), (true|false), \\d+, \\d+, \\d+", ", STATUS")
                .replaceAll("(ADDRESS, )\\d+", "$1HASH")
                .replaceAll("\\| +[0-9.]+ [kM]?B \\|(.*)\\| +\\d+ \\| +\\d+ \\| +\\d+ \\|", "| STATUS |")
                .replaceAll("-{3,}", "---")
                .replaceAll(" {2,}", " ");
    }
}
