package io.fairlead.testing.fake;

/**
 * One change of one key.
 *
 * @param revision when
 * @param delete whether the key was deleted
 * @param key which key
 * @param value the value; empty after a deletion
 */
public record KeyChange(long revision, boolean delete, String key, String value) {
    @Override
    public String toString() {
        return revision + (delete ? " DELETE " + key : " PUT " + key + "=" + value);
    }
}
