package io.fairlead.benchmarks.micro;

import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Which key a thread takes next: all of them, one after the other. */
@State(Scope.Thread)
public class Turn {
    private int next;

    String of(List<String> keys) {
        return keys.get(next++ & (keys.size() - 1));
    }
}
