package io.fairlead.server.http;

/**
 * What this server calls itself.
 *
 * @param etcd the release of etcd whose wire it speaks; clients choose their behaviour by it
 * @param storage the release of etcd whose files it writes
 * @param fairlead our own release
 */
public record Versions(String etcd, String storage, String fairlead) {
    private static final String ETCD_LEVEL = "3.6.0";

    /** The versions of this build; our own is unknown where the classes are in no jar. */
    public static Versions ofThisBuild() {
        String own = Versions.class.getPackage().getImplementationVersion();
        return new Versions(ETCD_LEVEL, ETCD_LEVEL, own == null ? "unknown" : own);
    }
}
