package io.fairlead.jcache.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Notes what must not be written because it would not be read again. It does so without ending the writing: a stream that fails
 * writes its own failure, which would be refused in turn and take the place of what was wrong.
 */
class FilteredOutput extends ObjectOutputStream {
    private final TypeFilter filter;
    private @Nullable String refusal;

    FilteredOutput(OutputStream out, TypeFilter filter) throws IOException {
        super(out);
        this.filter = filter;
    }

    /** Throws if anything was written that must not be. */
    final void checkAccepted() {
        if (refusal != null) {
            throw new CodecException(refusal);
        }
    }

    /** The first reason counts. */
    final void refuse(String reason) {
        refusal = refusal == null ? reason : refusal;
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass type) throws IOException {
        if (!FilteredInput.permits(filter, type.getName())) {
            refuse(FilteredInput.refusal(type.getName()));
        }
        super.writeClassDescriptor(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
        refuse(FilteredInput.NO_PROXIES);
    }
}
