package io.fairlead.cli.session;

import io.fairlead.api.FairleadException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Subprocess;
import io.fairlead.cli.wire.Refusals;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code lock}: takes a lock, and holds it until a program has run or somebody interrupts. */
public final class LockCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.int64("ttl", 10, "seconds after which the lock is free if we die"));

    @Override
    public String usage() {
        return "lock <lockname> [exec-command arg1 arg2 ...]";
    }

    @Override
    public String summary() {
        return "Takes a lock, and holds it";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            Waits for the lock, shows its key, and holds it until interrupted; or runs a program while holding it,
            and ends with the program's number. The program gets the key in ETCD_LOCK_KEY and, in ETCD_LOCK_REV, a
            number that grows with every holder: pass it on to what the lock protects.

            	$ fairlead lock deploy
            	$ fairlead lock deploy -- ./deploy.sh --fast\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("lock takes a lock name argument and an optional command to execute");
        }
        List<String> words = call.arguments();
        FairleadClient client = call.client();
        Duration ttl = Duration.ofSeconds(Math.max(1, call.flags().number("ttl")));
        try (Session session = client.recipes().openSession(ttl)) {
            Held held = new Held(session, "session expired", call);
            LockHold lock =
                    held.await(client.recipes().lock(session, words.get(0)).acquireAsync());
            try (lock) {
                List<String> program = words.subList(1, words.size());
                if (program.isEmpty()) {
                    return held.showAndHold(lock);
                }
                return run(program, lock, call);
            }
        } catch (FairleadException e) {
            throw Refusals.failure(e);
        }
    }

    private static int run(List<String> program, LockHold lock, Invocation call) {
        Map<String, String> variables =
                Map.of("ETCD_LOCK_KEY", lock.key().toUtf8(), "ETCD_LOCK_REV", Long.toString(lock.fencingToken()));
        try {
            int exitCode = Subprocess.run(program, variables, call.console());
            if (exitCode != 0) {
                throw new CommandFailure(exitCode, "exit status " + exitCode);
            }
            return ExitCode.SUCCESS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
    }
}
