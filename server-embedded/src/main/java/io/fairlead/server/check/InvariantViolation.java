package io.fairlead.server.check;

/** Something we rely on did not hold. The member must stop; nothing catches this to go on. */
public final class InvariantViolation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
