package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Java serialization, held to a filter on both ways: what may not be read is not written either. */
final class Serialization {
    private final TypeFilter filter;
    private final ClassLoader loader;

    /** Whether equal objects must have equal bytes. */
    private final boolean canonical;

    Serialization(TypeFilter filter, ClassLoader loader, boolean canonical) {
        this.filter = filter;
        this.loader = loader;
        this.canonical = canonical;
    }

    byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FilteredOutput out = canonical ? new CanonicalOutput(bytes, filter) : new FilteredOutput(bytes, filter)) {
            out.writeObject(value);
            out.checkAccepted();
        } catch (CodecException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CodecException("a " + value.getClass().getName() + " cannot be serialized: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new CodecException("a " + value.getClass().getName() + " is nested too deep to be serialized", e);
        }
        return bytes.toByteArray();
    }

    Object read(Bytes bytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
        try (FilteredInput objects = new FilteredInput(in, filter, bytes.size(), loader)) {
            return objects.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new CodecException("bytes that are no object that may be read here: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new CodecException("an object is nested too deep to be read", e);
        }
    }
}
