package io.fairlead.api.maintenance;

import io.fairlead.api.Header;
import java.util.List;

/**
 * Alarms of the cluster.
 *
 * @param header who answered
 * @param alarms those raised, or those put to rest
 */
public record AlarmList(Header header, List<Alarm> alarms) {
    public AlarmList {
        alarms = List.copyOf(alarms);
    }
}
