package io.fairlead.server.membership;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Members as JSON, in etcd's form: the value in bucket {@code members} and the context of a conf change. Ids are decimal
 * numbers that may pass 2^63, so they are read and written as big integers.
 */
public final class MemberJson {
    private MemberJson() {}

    /** What a conf change says of its member. {@code promote}: an existing learner is to vote; nothing else counts then. */
    public record Context(Member member, boolean promote) {}

    /** The member as the bucket holds it; fields that are empty are left out. */
    public static Bytes encode(Member member) {
        JsonObject json = raftAttributes(member);
        if (!member.name().isEmpty()) {
            json.addProperty("name", member.name());
        }
        if (!member.clientUrls().isEmpty()) {
            json.add("clientURLs", array(member.clientUrls()));
        }
        return Bytes.utf8(json.toString());
    }

    /** The context of a conf change that adds or updates {@code member}. */
    public static Bytes encodeContext(Member member) {
        return Bytes.utf8(raftAttributes(member).toString());
    }

    /** The context of a conf change that promotes learner {@code id}. */
    public static Bytes encodePromotion(long id) {
        JsonObject json = new JsonObject();
        json.addProperty("id", new BigInteger(Long.toUnsignedString(id)));
        json.add("peerURLs", JsonNull.INSTANCE);
        json.addProperty("isPromote", true);
        return Bytes.utf8(json.toString());
    }

    /** A member from a bucket. Throws {@link JsonParseException} if it is none. */
    public static Member decode(Bytes json) {
        return decodeContext(json).member();
    }

    /** What a conf change says. Throws {@link JsonParseException} if it is no member. */
    public static Context decodeContext(Bytes json) {
        JsonElement element = JsonParser.parseString(json.toUtf8());
        if (!element.isJsonObject() || !element.getAsJsonObject().has("id")) {
            throw new JsonParseException("no member: " + json);
        }
        JsonObject object = element.getAsJsonObject();
        Member member = new Member(
                object.get("id").getAsBigInteger().longValue(),
                object.has("name") ? object.get("name").getAsString() : "",
                strings(object, "peerURLs"),
                strings(object, "clientURLs"),
                flag(object, "isLearner"));
        return new Context(member, flag(object, "isPromote"));
    }

    private static JsonObject raftAttributes(Member member) {
        JsonObject json = new JsonObject();
        json.addProperty("id", new BigInteger(Long.toUnsignedString(member.id())));
        json.add("peerURLs", array(member.peerUrls()));
        if (member.learner()) {
            json.addProperty("isLearner", true);
        }
        return json;
    }

    private static JsonArray array(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static List<String> strings(JsonObject object, String name) {
        List<String> values = new ArrayList<>();
        if (object.has(name) && object.get(name).isJsonArray()) {
            object.getAsJsonArray(name).forEach(value -> values.add(value.getAsString()));
        }
        return values;
    }

    private static boolean flag(JsonObject object, String name) {
        return object.has(name) && object.get(name).getAsBoolean();
    }
}
