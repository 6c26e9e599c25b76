package io.fairlead.client.endpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Questions to DNS by way of the JDK's own client; needs the module {@code jdk.naming.dns}, which every full JDK has. */
final class Dns {
    /** The servers that the system is configured for. */
    static final String SYSTEM = "dns:";

    private static final String FIRST_WAIT_MILLIS = "1000";
    private static final String TRIES = "2";

    /** One SRV record. */
    record Srv(int priority, int weight, int port, String target) {
        /** Reads {@code priority weight port target}; the target ends with the dot of the root. */
        static Srv parse(String text) throws IOException {
            String[] parts = text.trim().split("\\s+", -1);
            try {
                if (parts.length == 4) {
                    String target = parts[3].endsWith(".") ? parts[3].substring(0, parts[3].length() - 1) : parts[3];
                    return new Srv(
                            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), target);
                }
            } catch (NumberFormatException e) {
                throw new IOException("DNS: not an SRV record: " + text, e);
            }
            throw new IOException("DNS: not an SRV record: " + text);
        }

        /** A target that is the root says that the service is not there. */
        boolean isThere() {
            return !target.isEmpty();
        }
    }

    private final String servers;

    /** @param servers as in {@code dns://127.0.0.1:5353}, or {@link #SYSTEM} */
    Dns(String servers) {
        this.servers = servers;
    }

    /** The SRV records of a name; none if there is no such name. Blocks. */
    // JNDI wants a Hashtable. Attributes of DNS are text: nothing is deserialized, and no other provider is named.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    List<Srv> srv(String name) throws IOException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, servers);
        settings.put("com.sun.jndi.dns.timeout.initial", FIRST_WAIT_MILLIS);
        settings.put("com.sun.jndi.dns.timeout.retries", TRIES);
        try {
            DirContext context = new InitialDirContext(settings);
            try {
                Attribute found =
                        context.getAttributes(name, new String[] {"SRV"}).get("SRV");
                return found == null ? List.of() : records(found);
            } finally {
                context.close();
            }
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (NamingException e) {
            throw new IOException("DNS: " + name + ": " + e.getMessage(), e);
        }
    }

    private static List<Srv> records(Attribute found) throws NamingException, IOException {
        List<Srv> records = new ArrayList<>();
        NamingEnumeration<?> values = found.getAll();
        try {
            while (values.hasMore()) {
                records.add(Srv.parse(String.valueOf(values.next())));
            }
        } finally {
            values.close();
        }
        return records;
    }
}
