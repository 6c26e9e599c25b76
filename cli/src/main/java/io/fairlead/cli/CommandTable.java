package io.fairlead.cli;

import io.fairlead.cli.command.AlarmDisarmCommand;
import io.fairlead.cli.command.AlarmListCommand;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.CompactionCommand;
import io.fairlead.cli.command.DelCommand;
import io.fairlead.cli.command.EndpointHashKvCommand;
import io.fairlead.cli.command.EndpointHealthCommand;
import io.fairlead.cli.command.EndpointStatusCommand;
import io.fairlead.cli.command.GetCommand;
import io.fairlead.cli.command.MemberAddCommand;
import io.fairlead.cli.command.MemberListCommand;
import io.fairlead.cli.command.MemberPromoteCommand;
import io.fairlead.cli.command.MemberRemoveCommand;
import io.fairlead.cli.command.MemberUpdateCommand;
import io.fairlead.cli.command.MoveLeaderCommand;
import io.fairlead.cli.command.PutCommand;
import io.fairlead.cli.command.TxnCommand;
import io.fairlead.cli.command.VersionCommand;
import io.fairlead.cli.older.ClusterHealthCommand;
import io.fairlead.cli.older.ListCommand;
import io.fairlead.cli.older.MakeCommand;
import io.fairlead.cli.older.RemoveCommand;
import io.fairlead.cli.older.SetCommand;
import io.fairlead.cli.older.ShowCommand;
import io.fairlead.cli.older.UpdateCommand;
import io.fairlead.cli.snapshot.SnapshotRestoreCommand;
import io.fairlead.cli.snapshot.SnapshotSaveCommand;
import io.fairlead.cli.snapshot.SnapshotStatusCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which name is which command. Names of today's API win; names that only the older API had work beside them, and with
 * {@code ETCDCTL_API=2} the older API's commands are meant where both have a name.
 */
enum CommandTable {
    /** Today's API. */
    NEWER {
        @Override
        List<String> names() {
            return List.of(
                    "put",
                    "get",
                    "del",
                    "txn",
                    "compaction",
                    "member add",
                    "member list",
                    "member promote",
                    "member remove",
                    "member update",
                    "move-leader",
                    "endpoint status",
                    "endpoint health",
                    "endpoint hashkv",
                    "alarm list",
                    "alarm disarm",
                    "snapshot save",
                    "snapshot status",
                    "snapshot restore",
                    "version",
                    "set",
                    "mk",
                    "update",
                    "rm",
                    "ls",
                    "cluster-health");
        }

        @Override
        @Nullable
        Command find(String name) {
            return switch (name) {
                case "put" -> new PutCommand();
                case "get" -> new GetCommand();
                case "del" -> new DelCommand();
                case "txn" -> new TxnCommand();
                case "compaction", "compact" -> new CompactionCommand();
                case "member add" -> new MemberAddCommand();
                case "member list" -> new MemberListCommand();
                case "member promote" -> new MemberPromoteCommand();
                case "member remove" -> new MemberRemoveCommand();
                case "member update" -> new MemberUpdateCommand();
                case "move-leader" -> new MoveLeaderCommand();
                case "endpoint status" -> new EndpointStatusCommand();
                case "endpoint health" -> new EndpointHealthCommand();
                case "endpoint hashkv" -> new EndpointHashKvCommand();
                case "alarm list" -> new AlarmListCommand();
                case "alarm disarm" -> new AlarmDisarmCommand();
                case "snapshot save" -> new SnapshotSaveCommand();
                case "snapshot status" -> new SnapshotStatusCommand();
                case "snapshot restore" -> new SnapshotRestoreCommand();
                default -> common(name);
            };
        }
    },

    /** The API before etcd 3. */
    OLDER {
        @Override
        List<String> names() {
            return List.of(
                    "set",
                    "get",
                    "mk",
                    "update",
                    "rm",
                    "ls",
                    "cluster-health",
                    "member add",
                    "member list",
                    "member remove",
                    "member update",
                    "version");
        }

        @Override
        @Nullable
        Command find(String name) {
            return switch (name) {
                case "get" -> new ShowCommand();
                case "member add" -> new io.fairlead.cli.older.MemberAddCommand();
                case "member list" -> new io.fairlead.cli.older.MemberListCommand();
                case "member remove" -> new io.fairlead.cli.older.MemberRemoveCommand();
                case "member update" -> new io.fairlead.cli.older.MemberUpdateCommand();
                default -> common(name);
            };
        }
    };

    /** Names that stand before the name of a command. */
    private static final List<String> GROUPS = List.of("member", "endpoint", "alarm", "snapshot");

    /** The command of this name; null if there is none. */
    abstract @Nullable Command find(String name);

    /** The names of all commands, in the order of a help page. */
    abstract List<String> names();

    /** Whether {@code word} is the first half of a command's name. */
    boolean isGroup(String word) {
        return GROUPS.contains(word) && names().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    private static @Nullable Command common(String name) {
        return switch (name) {
            case "version" -> new VersionCommand();
            case "set" -> new SetCommand();
            case "mk" -> new MakeCommand();
            case "update" -> new UpdateCommand();
            case "rm" -> new RemoveCommand();
            case "ls" -> new ListCommand();
            case "cluster-health" -> new ClusterHealthCommand();
            default -> null;
        };
    }
}
