package dev.orderly.events.access;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.config.OrderlyProperties.Transport;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.support.SafeLog;
import org.slf4j.Logger;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Logs in one line, when the service starts, who may call the feed and the operator's API. */
final class AccessReport implements SmartInitializingSingleton {

    private static final Logger log = SafeLog.of(AccessReport.class);

    private final Access access;
    private final OrderlyProperties orderly;

    AccessReport(Access access, OrderlyProperties orderly) {
        this.access = access;
        this.orderly = orderly;
    }

    /** @throws BusSetupException if others have to pull the events of this service, and nobody may */
    @Override
    public void afterSingletonsInstantiated() {
        switch (access.mode()) {
            case OPEN ->
                log.warn(
                        "The feed and the operator's API are open: everyone who reaches the port can read all events and redrive or discard dead letters (orderly.http.open=true)");
            case GUARDED -> log.info("The feed and the operator's API take bearer tokens of {}", access.explanation());
            case CLOSED -> {
                if (orderly.topic() != null && orderly.transport() == Transport.FEED) {
                    throw new BusSetupException(
                            "orderly.transport is feed, but nobody may pull the feed of this service: it accepts no token",
                            access.explanation()
                                    + "; or set orderly.http.open=true if everyone who reaches the port may read all events");
                }
                log.info("The feed and the operator's API do not exist: to have them, {}", access.explanation());
            }
        }
    }
}
