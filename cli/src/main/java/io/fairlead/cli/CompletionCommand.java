package io.fairlead.cli;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.GlobalFlags;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.shell.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code completion}: a script that teaches a shell the commands and their flags. It holds them all: a shell that asked this
 * program at every key would wait for a JVM each time.
 */
final class CompletionCommand implements Command {
    /** A shell we have a script for. */
    enum Shell {
        BASH("source <(fairlead completion bash)"),
        ZSH("source <(fairlead completion zsh)"),
        FISH("fairlead completion fish | source"),
        POWERSHELL("fairlead completion powershell | Out-String | Invoke-Expression");

        private final String use;

        Shell(String use) {
            this.use = use;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Shell shell;

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public String usage() {
        return "completion " + shell.word();
    }

    @Override
    public String summary() {
        return "Writes a script that completes commands in " + shell.word();
    }

    @Override
    public String manual() {
        return "Write it where your shell looks for such scripts, or in the running shell:\n\n\t" + shell.use;
    }

    @Override
    public int run(Invocation call) {
        Map<String, List<String>> words = words();
        call.console()
                .out()
                .print(
                        switch (shell) {
                            case BASH -> bash(words);
                            case ZSH -> "autoload -Uz compinit bashcompinit\ncompinit\nbashcompinit\n" + bash(words);
                            case FISH -> fish();
                            case POWERSHELL -> powershell(words);
                        });
        return ExitCode.SUCCESS;
    }

    /** What may follow: by the names of commands and groups, and the empty name for the beginning. */
    private static Map<String, List<String>> words() {
        Map<String, TreeSet<String>> following = new TreeMap<>();
        following.computeIfAbsent("", name -> new TreeSet<>()).addAll(flags(GlobalFlags.SET.all()));
        for (String name : CommandTable.NEWER.names()) {
            int blank = name.indexOf(' ');
            String first = blank < 0 ? name : name.substring(0, blank);
            following.computeIfAbsent("", begin -> new TreeSet<>()).add(first);
            if (blank > 0) {
                following.computeIfAbsent(first, group -> new TreeSet<>()).add(name.substring(blank + 1));
            }
            Command command = CommandTable.NEWER.find(name);
            if (command != null) {
                TreeSet<String> own = following.computeIfAbsent(name, each -> new TreeSet<>());
                own.addAll(flags(command.flags().all()));
                own.addAll(flags(GlobalFlags.SET.all()));
            }
        }
        Map<String, List<String>> all = new TreeMap<>();
        following.forEach((name, each) -> all.put(name, List.copyOf(each)));
        return all;
    }

    private static List<String> flags(Collection<Flag> flags) {
        List<String> words = new ArrayList<>();
        for (Flag flag : flags) {
            words.add("--" + flag.name() + (flag.kind() == FlagKind.BOOL ? "" : "="));
        }
        return words;
    }

    private static String bash(Map<String, List<String>> words) {
        String cases = words.entrySet().stream()
                .map(entry ->
                        "        '" + entry.getKey() + "') words='" + String.join(" ", entry.getValue()) + "' ;;\n")
                .collect(Collectors.joining());
        return """
            # Completes the commands of fairlead and their flags.
            _fairlead() {
                local current=${COMP_WORDS[COMP_CWORD]} name= word words= i
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case $word in
                        -*) continue ;;
                    esac
                    case "$name" in
                        '') name=$word ;;
                        GROUPS) name="$name $word" ;;
                    esac
                done
                case "$name" in
            CASES    esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                [[ ${COMPREPLY[0]:-} == *= ]] && compopt -o nospace
                return 0
            }
            complete -o default -F _fairlead fairlead
            """.replace("GROUPS", String.join("|", CommandTable.groups())).replace("CASES", cases);
    }

    private static String powershell(Map<String, List<String>> words) {
        String table = words.entrySet().stream()
                .map(entry -> "        '" + entry.getKey() + "' = '" + String.join(" ", entry.getValue()) + "'\n")
                .collect(Collectors.joining());
        return """
            # Completes the commands of fairlead and their flags.
            Register-ArgumentCompleter -Native -CommandName fairlead -ScriptBlock {
                param($current, $line, $at)
                $table = @{
            TABLE    }
                $name = ''
                foreach ($word in ($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })) {
                    if ($word.StartsWith('-') -or $word -eq $current) { continue }
                    if ($name -eq '') { $name = $word }
                    elseif ($table.ContainsKey("$name $word")) { $name = "$name $word" }
                }
                "$($table[$name])".Split(' ') | Where-Object { $_ -like "$current*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """.replace("TABLE", table);
    }

    private static String fish() {
        StringBuilder script = new StringBuilder("# Completes the commands of fairlead and their flags.\n");
        for (String name : CommandTable.NEWER.names()) {
            Command command = CommandTable.NEWER.find(name);
            if (command == null) {
                continue;
            }
            int blank = name.indexOf(' ');
            String first = blank < 0 ? name : name.substring(0, blank);
            String seen = "__fish_seen_subcommand_from " + first;
            if (blank < 0) {
                line(script, "__fish_use_subcommand", "-a " + name, command.summary());
            } else {
                String second = name.substring(blank + 1);
                line(script, "__fish_use_subcommand", "-a " + first, first + " commands");
                line(script, seen, "-a " + second, command.summary());
                seen += "; and __fish_seen_subcommand_from " + second;
            }
            for (Flag flag : command.flags().all()) {
                line(script, seen, "-l " + flag.name() + (flag.kind() == FlagKind.BOOL ? "" : " -r"), flag.usage());
            }
        }
        for (Flag flag : GlobalFlags.SET.all()) {
            script.append("complete -c fairlead -l ")
                    .append(flag.name())
                    .append(flag.shorthand().isEmpty() ? "" : " -s " + flag.shorthand())
                    .append(flag.kind() == FlagKind.BOOL ? "" : " -r")
                    .append(described(flag.usage()));
        }
        return script.toString();
    }

    private static void line(StringBuilder script, String when, String what, String description) {
        String line = "complete -c fairlead -n '" + when + "' " + what + described(description);
        if (script.indexOf(line) < 0) {
            script.append(line);
        }
    }

    private static String described(String text) {
        return " -d '" + text.replace("'", "\\'") + "'\n";
    }
}
