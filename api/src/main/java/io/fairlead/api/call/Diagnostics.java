package io.fairlead.api.call;

import java.util.List;
import java.util.Optional;

/**
 * The state of a client at one moment, for people: {@link #toString()} prints it, a line for each endpoint. Nothing in it is
 * secret.
 *
 * @param endpoints those that calls go to, then those kept in reserve
 * @param leader the endpoint of the leader, if it is known
 * @param term the newest term heard of; 0 for none
 * @param callsUnderWay unary calls that have not ended
 * @param notes what else is worth knowing, such as why the members' own addresses are not used
 */
public record Diagnostics(
        List<EndpointState> endpoints, Optional<String> leader, long term, int callsUnderWay, List<String> notes) {
    public Diagnostics {
        endpoints = List.copyOf(endpoints);
        notes = List.copyOf(notes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append("leader ")
                .append(leader.orElse("unknown"))
                .append(", term ")
                .append(Long.toUnsignedString(term))
                .append(", calls under way ")
                .append(callsUnderWay);
        endpoints.forEach(endpoint -> text.append("\n  ").append(endpoint));
        notes.forEach(note -> text.append("\n  note: ").append(note));
        return text.toString();
    }
}
