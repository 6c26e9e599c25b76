package io.fairlead.benchmarks.process;

import java.util.List;

/**
 * A server that takes etcd's flags.
 *
 * @param name in reports
 * @param command what starts a member, before its flags
 */
public record Program(String name, List<String> command) {
    public Program {
        command = List.copyOf(command);
        if (name.isBlank() || command.isEmpty()) {
            throw new IllegalArgumentException("a program has a name and a command");
        }
    }
}
