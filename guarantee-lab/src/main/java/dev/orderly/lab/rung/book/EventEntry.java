package dev.orderly.lab.rung.book;

import java.time.Instant;

/** A stored event. The database counts the ids: they say in which order events were inserted, not in which they committed. */
record EventEntry(long id, String type, String contentType, String payload, Instant timestamp) {}
