package dev.orderly.events.faults;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/**
 * A till's sale.
 *
 * @param number counted by the till in the database: 1, 2, 3, ...
 * @param call   the attempt that raised it, whatever became of it
 */
@EventType("till.sold.v1")
record Sold(String till, int number, UUID call) implements DomainEvent {

    @Override
    public String aggregateId() {
        return till;
    }
}
