package dev.orderly.events.feed;

import java.util.List;

import dev.orderly.events.store.EventEntry;

/**
 * A part of the feed.
 *
 * @param entries ascending by position
 * @param next    the position up to which the feed was read: every event up to it that passes the filter is in this page or
 *     an earlier one
 */
record FeedPage(List<EventEntry> entries, long next) {}
