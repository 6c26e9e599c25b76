package io.fairlead.server.storage.snapshot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tree of etcd's old store, with nothing in it but what etcd 3.5 reads from a {@code .snap} at start: the members, the
 * ids of removed ones, and the cluster version. Directories and values are written as that store writes them; its counters
 * and the events of its watchers, which nobody reads there, are left out.
 */
public final class MembersJson {
    private static final String NO_TIME = "\"0001-01-01T00:00:00Z\"";

    private MembersJson() {}

    /**
     * A member as the old store knows it.
     *
     * @param name empty, with no client URLs, until the member has published itself
     */
    public record KnownMember(long id, List<String> peerUrls, boolean learner, String name, List<String> clientUrls) {
        public KnownMember {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }
    }

    /**
     * The JSON for a snapshot.
     *
     * @param index of the snapshot
     * @param removed ids that may never come back
     * @param clusterVersion such as {@code 3.5.0}; empty while there is none
     */
    public static Bytes encode(
            long index, Collection<KnownMember> members, Collection<Long> removed, String clusterVersion) {
        Map<String, Object> cluster = new TreeMap<>();
        Map<String, Object> membersDirectory = new TreeMap<>();
        for (KnownMember member : members) {
            membersDirectory.put(Long.toHexString(member.id()), memberDirectory(member));
        }
        cluster.put("members", membersDirectory);
        Map<String, Object> removedDirectory = new TreeMap<>();
        for (long id : removed) {
            removedDirectory.put(Long.toHexString(id), "");
        }
        cluster.put("removed_members", removedDirectory);
        if (!clusterVersion.isEmpty()) {
            cluster.put("version", clusterVersion);
        }
        Map<String, Object> root = new TreeMap<>();
        root.put("0", cluster);
        root.put("1", new TreeMap<String, Object>());
        StringBuilder json = new StringBuilder("{\"Root\":");
        node(json, "/", root);
        json.append(",\"CurrentIndex\":").append(index).append(",\"CurrentVersion\":2}");
        return Bytes.utf8(json.toString());
    }

    /**
     * The members in the JSON of a snapshot, with no names and no client URLs.
     *
     * @throws JsonParseException if it is no such JSON
     */
    public static List<KnownMember> decode(Bytes json) {
        List<KnownMember> members = new ArrayList<>();
        try {
            JsonObject root =
                    JsonParser.parseString(json.toUtf8()).getAsJsonObject().getAsJsonObject("Root");
            JsonObject listed = child(child(child(root, "0"), "members"));
            for (Map.Entry<String, JsonElement> each : listed.entrySet()) {
                JsonObject attributes = JsonParser.parseString(
                                child(each.getValue().getAsJsonObject(), "raftAttributes")
                                        .get("Value")
                                        .getAsString())
                        .getAsJsonObject();
                List<String> urls = new ArrayList<>();
                attributes.getAsJsonArray("peerURLs").forEach(url -> urls.add(url.getAsString()));
                boolean learner = attributes.has("isLearner");
                members.add(new KnownMember(Long.parseUnsignedLong(each.getKey(), 16), urls, learner, "", List.of()));
            }
        } catch (IllegalStateException | NullPointerException | NumberFormatException e) {
            throw new JsonParseException("no members of a snapshot", e);
        }
        return members;
    }

    private static JsonObject child(JsonObject directory, String name) {
        return child(directory).getAsJsonObject(name);
    }

    private static JsonObject child(JsonObject directory) {
        return directory.getAsJsonObject("Children");
    }

    private static Map<String, Object> memberDirectory(KnownMember member) {
        Map<String, Object> directory = new TreeMap<>();
        StringBuilder raft = new StringBuilder("{\"peerURLs\":");
        strings(raft, member.peerUrls());
        if (member.learner()) {
            raft.append(",\"isLearner\":true");
        }
        directory.put("raftAttributes", raft.append('}').toString());
        if (!member.name().isEmpty()) {
            StringBuilder attributes = new StringBuilder("{\"name\":");
            string(attributes, member.name());
            if (!member.clientUrls().isEmpty()) {
                attributes.append(",\"clientURLs\":");
                strings(attributes, member.clientUrls());
            }
            directory.put("attributes", attributes.append('}').toString());
        }
        return directory;
    }

    /** Writes a leaf (a String) or a directory (a Map by name). */
    private static void node(StringBuilder json, String path, Object content) {
        json.append("{\"Path\":");
        string(json, path);
        json.append(",\"CreatedIndex\":0,\"ModifiedIndex\":0,\"ExpireTime\":").append(NO_TIME);
        json.append(",\"Value\":");
        if (content instanceof Map<?, ?> directory) {
            json.append("\"\",\"Children\":");
            children(json, path, directory);
        } else {
            string(json, (String) content);
            json.append(",\"Children\":null");
        }
        json.append('}');
    }

    private static void children(StringBuilder json, String path, Map<?, ?> directory) {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> child : directory.entrySet()) {
            json.append(separator);
            String name = (String) child.getKey();
            string(json, name);
            json.append(':');
            node(json, path.endsWith("/") ? path + name : path + "/" + name, child.getValue());
            separator = ",";
        }
        json.append('}');
    }

    private static void strings(StringBuilder json, List<String> texts) {
        json.append('[');
        for (Iterator<String> each = texts.iterator(); each.hasNext(); ) {
            string(json, each.next());
            if (each.hasNext()) {
                json.append(',');
            }
        }
        json.append(']');
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
