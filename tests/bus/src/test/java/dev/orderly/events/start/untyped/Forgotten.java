package dev.orderly.events.start.untyped;

import dev.orderly.events.DomainEvent;

/** Has no event type. */
record Forgotten(String aggregateId) implements DomainEvent {}
