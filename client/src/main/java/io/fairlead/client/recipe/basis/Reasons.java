package io.fairlead.client.recipe.basis;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Why calls fail. */
public final class Reasons {
    private Reasons() {}

    /** The failure of a future, without what futures wrap around it. */
    public static Throwable of(@Nullable Throwable thrown) {
        if (thrown == null) {
            return new IllegalStateException("a call without an answer");
        }
        boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
