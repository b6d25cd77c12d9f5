package dev.orderly.events.message;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message as a transport carries it, before anybody has looked inside.
 *
 * @param topic   where it is published
 * @param origin  where exactly it was found, such as {@code order-events-3@17}; unique for a reader
 * @param key     what its order is kept by: the aggregate id
 * @param headers in their order, double ones included
 * @param payload its body
 */
public record Message(
        String topic, String origin, byte @Nullable [] key, List<Header> headers, byte @Nullable [] payload) {

    /** A header as it came. */
    public record Header(String name, byte @Nullable [] value) {}
}
