package io.fairlead.cli;

import io.fairlead.api.pb.etcdserverpb.DowngradeRequest.DowngradeAction;
import io.fairlead.cli.auth.AuthDisableCommand;
import io.fairlead.cli.auth.AuthEnableCommand;
import io.fairlead.cli.auth.AuthStatusCommand;
import io.fairlead.cli.auth.RoleAddCommand;
import io.fairlead.cli.auth.RoleDeleteCommand;
import io.fairlead.cli.auth.RoleGetCommand;
import io.fairlead.cli.auth.RoleGrantPermissionCommand;
import io.fairlead.cli.auth.RoleListCommand;
import io.fairlead.cli.auth.RoleRevokePermissionCommand;
import io.fairlead.cli.auth.UserAddCommand;
import io.fairlead.cli.auth.UserDeleteCommand;
import io.fairlead.cli.auth.UserGetCommand;
import io.fairlead.cli.auth.UserGrantRoleCommand;
import io.fairlead.cli.auth.UserListCommand;
import io.fairlead.cli.auth.UserPasswdCommand;
import io.fairlead.cli.auth.UserRevokeRoleCommand;
import io.fairlead.cli.check.CheckDataScaleCommand;
import io.fairlead.cli.check.CheckPerfCommand;
import io.fairlead.cli.command.AlarmDisarmCommand;
import io.fairlead.cli.command.AlarmListCommand;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.CompactionCommand;
import io.fairlead.cli.command.DefragCommand;
import io.fairlead.cli.command.DelCommand;
import io.fairlead.cli.command.DowngradeCommand;
import io.fairlead.cli.command.EndpointFlags;
import io.fairlead.cli.command.EndpointHashKvCommand;
import io.fairlead.cli.command.EndpointHealthCommand;
import io.fairlead.cli.command.EndpointStatusCommand;
import io.fairlead.cli.command.GetCommand;
import io.fairlead.cli.command.GlobalFlags;
import io.fairlead.cli.command.MemberAddCommand;
import io.fairlead.cli.command.MemberListCommand;
import io.fairlead.cli.command.MemberPromoteCommand;
import io.fairlead.cli.command.MemberRemoveCommand;
import io.fairlead.cli.command.MemberUpdateCommand;
import io.fairlead.cli.command.MoveLeaderCommand;
import io.fairlead.cli.command.PutCommand;
import io.fairlead.cli.command.TxnCommand;
import io.fairlead.cli.command.VersionCommand;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.lease.LeaseGrantCommand;
import io.fairlead.cli.lease.LeaseKeepAliveCommand;
import io.fairlead.cli.lease.LeaseListCommand;
import io.fairlead.cli.lease.LeaseRevokeCommand;
import io.fairlead.cli.lease.LeaseTimeToLiveCommand;
import io.fairlead.cli.mirror.MakeMirrorCommand;
import io.fairlead.cli.older.ClusterHealthCommand;
import io.fairlead.cli.older.ListCommand;
import io.fairlead.cli.older.MakeCommand;
import io.fairlead.cli.older.RemoveCommand;
import io.fairlead.cli.older.SetCommand;
import io.fairlead.cli.older.ShowCommand;
import io.fairlead.cli.older.UpdateCommand;
import io.fairlead.cli.session.ElectCommand;
import io.fairlead.cli.session.LockCommand;
import io.fairlead.cli.snapshot.SnapshotRestoreCommand;
import io.fairlead.cli.snapshot.SnapshotSaveCommand;
import io.fairlead.cli.snapshot.SnapshotStatusCommand;
import io.fairlead.cli.watch.WatchCommand;
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
                    "watch",
                    "lease grant",
                    "lease revoke",
                    "lease timetolive",
                    "lease list",
                    "lease keep-alive",
                    "lock",
                    "elect",
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
                    "defrag",
                    "check perf",
                    "check datascale",
                    "make-mirror",
                    "downgrade validate",
                    "downgrade enable",
                    "downgrade cancel",
                    "auth enable",
                    "auth disable",
                    "auth status",
                    "user add",
                    "user get",
                    "user list",
                    "user delete",
                    "user passwd",
                    "user grant-role",
                    "user revoke-role",
                    "role add",
                    "role get",
                    "role list",
                    "role delete",
                    "role grant-permission",
                    "role revoke-permission",
                    "completion bash",
                    "completion zsh",
                    "completion fish",
                    "completion powershell",
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
                case "watch" -> new WatchCommand();
                case "lease grant" -> new LeaseGrantCommand();
                case "lease revoke" -> new LeaseRevokeCommand();
                case "lease timetolive" -> new LeaseTimeToLiveCommand();
                case "lease list" -> new LeaseListCommand();
                case "lease keep-alive" -> new LeaseKeepAliveCommand();
                case "lock" -> new LockCommand();
                case "elect" -> new ElectCommand();
                case "defrag" -> new DefragCommand();
                case "check perf" -> new CheckPerfCommand();
                case "check datascale" -> new CheckDataScaleCommand();
                case "make-mirror" -> new MakeMirrorCommand();
                case "downgrade validate" -> new DowngradeCommand(DowngradeAction.VALIDATE);
                case "downgrade enable" -> new DowngradeCommand(DowngradeAction.ENABLE);
                case "downgrade cancel" -> new DowngradeCommand(DowngradeAction.CANCEL);
                case "auth enable" -> new AuthEnableCommand();
                case "auth disable" -> new AuthDisableCommand();
                case "auth status" -> new AuthStatusCommand();
                case "user add" -> new UserAddCommand();
                case "user get" -> new UserGetCommand();
                case "user list" -> new UserListCommand();
                case "user delete" -> new UserDeleteCommand();
                case "user passwd" -> new UserPasswdCommand();
                case "user grant-role" -> new UserGrantRoleCommand();
                case "user revoke-role" -> new UserRevokeRoleCommand();
                case "role add" -> new RoleAddCommand();
                case "role get" -> new RoleGetCommand();
                case "role list" -> new RoleListCommand();
                case "role delete" -> new RoleDeleteCommand();
                case "role grant-permission" -> new RoleGrantPermissionCommand();
                case "role revoke-permission" -> new RoleRevokePermissionCommand();
                case "completion bash" -> new CompletionCommand(CompletionCommand.Shell.BASH);
                case "completion zsh" -> new CompletionCommand(CompletionCommand.Shell.ZSH);
                case "completion fish" -> new CompletionCommand(CompletionCommand.Shell.FISH);
                case "completion powershell" -> new CompletionCommand(CompletionCommand.Shell.POWERSHELL);
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
    private static final List<String> GROUPS = List.of(
            "member",
            "endpoint",
            "alarm",
            "snapshot",
            "lease",
            "check",
            "downgrade",
            "auth",
            "user",
            "role",
            "completion");

    /** The command of this name; null if there is none. */
    abstract @Nullable Command find(String name);

    /** The names of all commands, in the order of a help page. */
    abstract List<String> names();

    /** The words that stand before the names of commands. */
    static List<String> groups() {
        return GROUPS;
    }

    /** Whether {@code word} is the first half of a command's name. */
    boolean isGroup(String word) {
        return GROUPS.contains(word) && names().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    /** The flags that may stand between the two halves of a command's name. */
    static FlagSet flagsOf(String group) {
        return group.equals("endpoint") ? GlobalFlags.SET.plus(FlagSet.of(EndpointFlags.CLUSTER)) : GlobalFlags.SET;
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
