package io.fairlead.cli.snapshot;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.log.ZapLine;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.server.embed.RestoredCluster;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.embed.ServerConfigBuilder;
import io.fairlead.server.embed.SnapshotRestore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code snapshot restore}: makes the data directory of a member of a new cluster from a snapshot file, ours or etcd's. */
public final class SnapshotRestoreCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.string("data-dir", "", "the directory to make; NAME.etcd if none is given"),
            Flag.string("wal-dir", "", "a place of its own for the log"),
            Flag.string("name", "default", "name of the member"),
            Flag.string("initial-cluster", "default=http://localhost:2380", "the members of the new cluster"),
            Flag.string("initial-cluster-token", "etcd-cluster", "token of the new cluster"),
            Flag.list("initial-advertise-peer-urls", "http://localhost:2380", "how peers reach the member"),
            Flag.bool("skip-hash-check", "take a file without a hash, such as one copied from a data directory"),
            new Flag("bump-revision", "", FlagKind.UINT64, "0", "how much to raise the newest revision"),
            Flag.bool(
                    "mark-compacted",
                    "compact up to the newest revision (required if --bump-revision > 0, disallowed otherwise)"),
            new Flag("initial-memory-map-size", "", FlagKind.UINT64, "0", "taken and not used: nothing is mapped"));

    @Override
    public String usage() {
        return "snapshot restore <filename> --data-dir {output dir} [options]";
    }

    @Override
    public String summary() {
        return "Makes a member's data directory from a snapshot file, of fairlead or of etcd";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("snapshot restore requires exactly one argument");
        }
        ParsedFlags flags = call.flags();
        long bump = flags.number("bump-revision");
        if ((bump != 0) != flags.isOn("mark-compacted")) {
            throw CommandFailure.badArguments("--mark-compacted required if --revision-bump > 0");
        }
        if (bump < 0) {
            throw CommandFailure.badArguments("--bump-revision is too large");
        }
        String file = call.arguments().get(0);
        String name = flags.text("name");
        String dataDir = flags.text("data-dir").isEmpty() ? name + ".etcd" : flags.text("data-dir");
        SnapshotLog log = new SnapshotLog(call.console());
        try {
            SnapshotRestore restore = new SnapshotRestore(Path.of(file), config(flags, name, Path.of(dataDir)))
                    .skipHashCheck(flags.isOn("skip-hash-check"))
                    .bumpRevision(bump);
            log.write(paths(log.line("restoring snapshot"), flags, file, dataDir));
            tell(restore.run(), log);
        } catch (NoSuchFileException e) {
            throw CommandFailure.error("open " + file + ": no such file or directory");
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        log.write(paths(log.line("restored snapshot"), flags, file, dataDir));
        return ExitCode.SUCCESS;
    }

    private static ServerConfig config(ParsedFlags flags, String name, Path dataDir) {
        ServerConfigBuilder config = ServerConfig.builder()
                .name(name)
                .dataDir(dataDir)
                .initialAdvertisePeerUrls(
                        flags.list("initial-advertise-peer-urls").toArray(String[]::new))
                .initialCluster(flags.text("initial-cluster"))
                .initialClusterToken(flags.text("initial-cluster-token"));
        if (!flags.text("wal-dir").isEmpty()) {
            config.walDir(Path.of(flags.text("wal-dir")));
        }
        return config.build();
    }

    private static ZapLine paths(ZapLine line, ParsedFlags flags, String file, String dataDir) {
        String walDir = flags.text("wal-dir").isEmpty() ? dataDir + "/member/wal" : flags.text("wal-dir");
        return line.field("path", file)
                .field("wal-dir", walDir)
                .field("data-dir", dataDir)
                .field("snap-dir", dataDir + "/member/snap");
    }

    private static void tell(RestoredCluster cluster, SnapshotLog log) {
        cluster.peerUrls()
                .forEach((id, urls) -> log.write(log.line("added member")
                        .field("cluster-id", Long.toHexString(cluster.clusterId()))
                        .field("local-member-id", "0")
                        .field("added-peer-id", Long.toHexString(id))
                        .field("added-peer-peer-urls", urls)));
    }
}
