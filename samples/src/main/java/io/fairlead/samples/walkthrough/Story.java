package io.fairlead.samples.walkthrough;

import io.fairlead.samples.walkthrough.Typist.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The story: one member alone, four more one by one, two killed, both back. Each step checks what the command said, and the
 * end compares what the members hold.
 */
final class Story {
    /** How long a cluster may take to notice a change: elections, health, catching up. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Map<String, String> TODAYS_API = Map.of("ETCDCTL_API", "3");

    private final Typist typist;
    private final List<MemberProcess> members;

    Story(Typist typist, List<MemberProcess> members) {
        this.typist = typist;
        this.members = members;
    }

    /**
     * Tells it.
     *
     * @return the last line of the summary
     * @throws StoryFailure at the first thing that isn't as it should be
     */
    String tell() {
        alone();
        for (int i = 1; i < members.size(); i++) {
            grow(i);
        }
        typist.headline("All " + members.size() + " are there.");
        typist.export("ETCDCTL_ENDPOINTS", clientUrls());
        Said list = typist.run(
                "member list",
                "show " + members.size() + " members and one leader",
                said -> leaderLine(said).isPresent() && said.text().lines().count() == members.size());
        lose(leaderOf(list));
        heal();
        return compare();
    }

    private void alone() {
        MemberProcess first = members.get(0);
        typist.headline("A cluster begins with one member.");
        first.start(typist);
        typist.remark("The commands that follow are those of etcd before version 3; --help shows today's.");
        typist.export("ETCDCTL_API", "2");
        typist.export("ETCDCTL_ENDPOINTS", first.address().clientUrl());
        health("cluster is healthy", 1);
        typist.run("set one uno", "print uno", said -> is(said, 0, "uno"));
        typist.run("get one", "print uno", said -> is(said, 0, "uno"));
        typist.run(
                "get two",
                "fail because there is no such key",
                said -> said.exitCode() == 4 && said.text().startsWith("Error:  100: Key not found (/two) ["));
        typist.run("set two dos", "print dos", said -> is(said, 0, "dos"));
        typist.run("get two", "print dos", said -> is(said, 0, "dos"));
    }

    private void grow(int index) {
        MemberProcess joining = members.get(index);
        typist.headline("Room for " + joining.name() + ".");
        if (index > 1) {
            typist.remark("The cluster grows only while all its members have been connected for five seconds.");
        }
        Said added = typist.runUntil(
                "member add " + joining.name() + " " + joining.address().peerUrl(),
                PATIENCE,
                "add a member",
                said -> said.exitCode() == 0 && said.text().startsWith("Added member named " + joining.name()));
        if (index == 1) {
            typist.remark(
                    "Two members need both for a quorum, and the second has not started: nothing can be decided.");
            typist.runUntil(
                    "cluster-health",
                    PATIENCE,
                    "say that the cluster is unavailable",
                    said -> said.exitCode() == 5 && said.text().contains("cluster is unavailable"));
        }
        typist.remark("Started with the settings printed above.");
        joining.join(added.text(), typist);
        health("cluster is healthy", index + 1);
    }

    private void lose(MemberProcess leader) {
        MemberProcess other = members.stream()
                .filter(member -> member != leader)
                .reduce((before, after) -> after)
                .orElseThrow();
        typist.headline(
                "Two of " + members.size() + " die, the leader " + leader.name() + " and " + other.name() + ".");
        typist.typed("kill -9 " + leader.pid() + " " + other.pid());
        leader.kill();
        other.kill();
        typist.runUntil(
                "cluster-health",
                PATIENCE,
                "say that the cluster is degraded",
                said -> said.exitCode() == 5 && said.text().contains("cluster is degraded"));
        typist.remark("Three of five are a quorum: reads and writes go on.");
        typist.run("get one", "print uno", said -> is(said, 0, "uno"));
        typist.run("set three tres", "print tres", said -> is(said, 0, "tres"));
        typist.run("get three", "print tres", said -> is(said, 0, "tres"));
    }

    private void heal() {
        typist.headline("Both come back, and find their cluster in their folders.");
        for (MemberProcess member : members) {
            if (!member.isAlive()) {
                member.start(typist);
            }
        }
        health("cluster is healthy", members.size());
    }

    private String compare() {
        typist.headline("What does each member hold? Each is asked for its own state, without the others.");
        String all = "/one\nuno\n/three\ntres\n/two\ndos\n";
        for (MemberProcess member : members) {
            // Not with the flag --endpoints: etcdctl refuses what the environment says too.
            Map<String, String> thisOneAlone = new LinkedHashMap<>(TODAYS_API);
            thisOneAlone.put("ETCDCTL_ENDPOINTS", member.address().clientUrl());
            typist.run(
                    thisOneAlone,
                    "get / --prefix --consistency=s",
                    PATIENCE,
                    "show the three keys, one of them written while two members were down",
                    said -> said.exitCode() == 0
                            && said.text().replace("\r", "").equals(all));
        }
        Said hashes = typist.run(
                TODAYS_API,
                "endpoint hashkv",
                PATIENCE,
                "tell the same hash from every member",
                said -> said.exitCode() == 0
                        && said.text().lines().count() == members.size()
                        && hashes(said).size() == 1);
        return "All " + members.size() + " members hold the same values, hash "
                + hashes(hashes).get(0) + ".";
    }

    private void health(String verdict, int healthy) {
        typist.runUntil(
                "cluster-health",
                PATIENCE,
                "show " + healthy + " healthy members and say that the " + verdict,
                said -> said.exitCode() == 0
                        && said.text().contains(verdict)
                        && said.text()
                                        .lines()
                                        .filter(line -> line.contains("is healthy: got healthy result"))
                                        .count()
                                == healthy);
    }

    private MemberProcess leaderOf(Said list) {
        String line = leaderLine(list).orElse("");
        return members.stream()
                .filter(member -> line.contains(" name=" + member.name() + " "))
                .findFirst()
                .orElseThrow(() -> new StoryFailure("no member leads"));
    }

    private static Optional<String> leaderLine(Said list) {
        return list.text()
                .lines()
                .filter(line -> line.endsWith("isLeader=true"))
                .findFirst();
    }

    private String clientUrls() {
        return members.stream().map(member -> member.address().clientUrl()).collect(Collectors.joining(","));
    }

    /** The different hashes in the lines {@code endpoint, hash}. */
    private static List<String> hashes(Said said) {
        TreeSet<String> hashes = new TreeSet<>();
        said.text().lines().forEach(line -> hashes.add(line.substring(line.lastIndexOf(' ') + 1)));
        return new ArrayList<>(hashes);
    }

    private static boolean is(Said said, int exitCode, String text) {
        return said.exitCode() == exitCode && said.text().strip().equals(text);
    }
}
